import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { buildArgsOf } from "../skaffold.ts";
import { buildArguments } from "./build-all.ts";
import { docker } from "./docker.ts";

const LOOK_AFTER_MS = 250;
const LOOKS_MAX = 240;
const FOLDER = "services/cartservice";
const FILE = `${FOLDER}/src/index.ts`;
const TAG = "cartservice-dev:try";
const root = new URL("../../../..", import.meta.url).pathname;

/** What `skaffold dev` runs, confined as a cluster has it: its files can be replaced, and nobody but its user writes. */
const CONFINED = ["--cap-drop=ALL", "--security-opt=no-new-privileges", "--network=none", "--memory=768m"];

/**
 * Builds the stage that runs sources, and brings it files as skaffold does: one that is broken, one with a wrong type, and what was
 * there before. Gives what is wrong, in words.
 */
export async function tryDev(further: readonly string[]): Promise<string | undefined> {
  const what = buildArguments(buildArgsOf(FOLDER));
  try {
    await docker("build", "-q", "--target", "dev", ...what, "-t", TAG, ...further, root);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const variables = ["-e", "CART_STORE=memory", "-e", "OTEL_TRACES_EXPORTER=none"];
  const container = await docker("run", "-d", ...CONFINED, ...variables, TAG);
  const folder = mkdtempSync(join(tmpdir(), "shop-dev-"));
  try {
    const source = readFileSync(join(root, FILE), "utf8");
    const save = async (text: string) => {
      writeFileSync(join(folder, "index.ts"), text);
      await docker("cp", join(folder, "index.ts"), `${container}:/src/${FILE}`);
    };
    await said(container, "is serving", 1);
    await save(`${source}const broken = ;\n`);
    await said(container, "has ended with code 1", 1);
    await save(`${source}export const wrong: number = "text";\n`);
    await said(container, "is serving", 2);
    await said(container, `${FILE}:${source.split("\n").length}:14: error TS2322`, 1);
    await save(source);
    await said(container, "types are right again", 1);
    return undefined;
  } catch (error) {
    const logs = await docker("logs", "--tail", "20", container).catch(() => "");
    return `${error instanceof Error ? error.message : String(error)}\n${logs}`;
  } finally {
    await docker("rm", "-f", container);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits until a container has printed a text as often as this. */
async function said(container: string, text: string, times: number): Promise<void> {
  for (let look = 0; look < LOOKS_MAX; look++) {
    if ((await docker("logs", container)).split(text).length > times) return;
    await delay(LOOK_AFTER_MS);
  }
  throw new Error(`it does not say "${text}"`);
}
