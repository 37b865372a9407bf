// `node own-engine.ts`, for CI: runs `npm run images` with a Docker engine of its own, and with base images made from files of this
// machine. Arguments are passed on. Exit codes: 0 success, 1 a check failed, 3 no engine can run on this machine.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { outliveReaders } from "@hipstershop/outputs";
import { processVariables } from "@hipstershop/runtime";
import { runCommand } from "../run.ts";
import { layOutBases } from "./base-images.ts";
import { assignments, type Engine, startEngine } from "./engine.ts";

const NO_ENGINE = 3;
/** Names of the base images that replace the Dockerfile's defaults. */
const BASES = { node: "shop-base/node", runtime: "shop-base/runtime" } as const;
const root = resolve(import.meta.dirname, "../../../..");
const own = processVariables();
outliveReaders();
const printLine = (text: string) => void process.stdout.write(`${text}\n`);

// On a signal the engine is still stopped and its files are removed.
const stopped = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stopped.abort());

async function buildWithOwnEngine(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "shop-engine-"));
  try {
    const engine = await startEngine(folder, own["PATH"] ?? "");
    if (typeof engine === "string") {
      printLine(`images were not built: ${engine}`);
      return NO_ENGINE;
    }
    await using running = engine;
    const why = await importBases(running, folder);
    if (why !== undefined) {
      printLine(`images were not built: ${why}`);
      return NO_ENGINE;
    }
    return stopped.signal.aborted ? 1 : await runImagesCommand(running);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Imports the base images and runs a container. Resolves to the reason, as text, when no container can run. */
async function importBases({ variables }: Engine, folder: string): Promise<string | undefined> {
  const docker = (...args: string[]) => runCommand("env", [...assignments(variables), "docker", ...args]);
  const npm = (own["PATH"] ?? "").split(delimiter).map((place) => join(place, "npm"));
  const found = npm.find((file) => existsSync(file));
  if (!found) throw new Error("there is no npm to build with");
  const bases = await layOutBases(join(folder, "bases"), join(root, "node_modules/node/bin/node"), found);
  for (const base of ["node", "runtime"] as const) {
    const archive = join(folder, `${base}.tar`);
    for (const { code, stderr } of [
      await runCommand("tar", ["-C", bases[base], "--owner=0", "--group=0", "-cf", archive, "."]),
      await docker("import", archive, BASES[base]),
    ]) {
      if (code !== 0) throw new Error(`${BASES[base]} could not be made: ${stderr}`);
    }
  }
  const { code, stderr } = await docker("run", "--rm", "--network=none", BASES.node, "node", "--version");
  // 125 is a failure of Docker itself, other codes are those of the program.
  if (code === 125) return `no container runs here: ${stderr.split("\n").at(-1)}`;
  if (code !== 0) throw new Error(`Node does not run in ${BASES.node}: ${stderr}`);
  return undefined;
}

/**
 * Builds all images at the same time without a cache, with one busy process per core beside them: the worst case of a user's
 * first `skaffold run`. `npm ci` in the build uses this machine's network and the certificate in NODE_EXTRA_CA_CERTS.
 */
async function runImagesCommand({ variables }: Engine): Promise<number> {
  const certificate = own["NODE_EXTRA_CA_CERTS"];
  const options = [
    "--network=host",
    `--build-arg NODE_IMAGE=${BASES.node} --build-arg RUNTIME_IMAGE=${BASES.runtime}`,
    ...(certificate ? [`--secret id=ca,src=${certificate}`] : []),
  ];
  const args = [
    join(import.meta.dirname, "main.ts"),
    `--build=${options.join(" ")}`,
    `--busy=${availableParallelism()}`,
    ...process.argv.slice(2),
  ];
  const child = spawn("env", [...assignments(variables), process.execPath, ...args], { stdio: "inherit" });
  stopped.signal.addEventListener("abort", () => child.kill("SIGTERM"));
  return await new Promise((done, fail) => {
    child.once("exit", (code) => done(code === 0 ? 0 : 1));
    child.once("error", fail);
  });
}

try {
  process.exitCode = await buildWithOwnEngine();
} catch (error) {
  printLine(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
