import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { buildArgsOf } from "../skaffold.ts";
import { buildArguments } from "./build-all.ts";
import { runDocker } from "./docker.ts";

const LOOK_AFTER_MS = 250;
const LOOKS_MAX = 240;
const FOLDER = "services/cartservice";
const FILE = `${FOLDER}/src/index.ts`;
const TAG = "cartservice-dev:try";
const root = new URL("../../../..", import.meta.url).pathname;

/** Restrictions as in a cluster, except that files can be replaced. */
const CONFINED = ["--cap-drop=ALL", "--security-opt=no-new-privileges", "--network=none", "--memory=768m"];

/**
 * Builds the dev stage, runs it, and copies files into it as skaffold does: one with a syntax error, one with a type error, and the
 * original. Resolves to what went wrong, as text; undefined when it reacted to each as it should.
 */
export async function tryDev(further: readonly string[]): Promise<string | undefined> {
  const what = buildArguments(buildArgsOf(FOLDER));
  try {
    await runDocker("build", "-q", "--target", "dev", ...what, "-t", TAG, ...further, root);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const variables = ["-e", "CART_STORE=memory", "-e", "OTEL_TRACES_EXPORTER=none"];
  const container = await runDocker("run", "-d", ...CONFINED, ...variables, TAG);
  const folder = mkdtempSync(join(tmpdir(), "shop-dev-"));
  try {
    const source = readFileSync(join(root, FILE), "utf8");
    const saveFile = async (text: string) => {
      writeFileSync(join(folder, "index.ts"), text);
      await runDocker("cp", join(folder, "index.ts"), `${container}:/src/${FILE}`);
    };
    await waitForLog(container, "is serving", 1);
    await saveFile(`${source}const broken = ;\n`);
    await waitForLog(container, "has ended with code 1", 1);
    await saveFile(`${source}export const wrong: number = "text";\n`);
    await waitForLog(container, "is serving", 2);
    await waitForLog(container, `${FILE}:${source.split("\n").length}:14: error TS2322`, 1);
    await saveFile(source);
    await waitForLog(container, "types are right again", 1);
    return undefined;
  } catch (error) {
    const logs = await runDocker("logs", "--tail", "20", container).catch(() => "");
    return `${error instanceof Error ? error.message : String(error)}\n${logs}`;
  } finally {
    await runDocker("rm", "-f", container);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Waits until a container has printed a text this many times. */
async function waitForLog(container: string, text: string, times: number): Promise<void> {
  for (let look = 0; look < LOOKS_MAX; look++) {
    if ((await runDocker("logs", container)).split(text).length > times) return;
    await delay(LOOK_AFTER_MS);
  }
  throw new Error(`it does not say "${text}"`);
}
