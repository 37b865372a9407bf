// `node own-engine.ts`, for CI: `npm run images` with a Docker engine of its own, on base images made of what this machine has.
// Its arguments are that command's. Ends with 0 good, 1 something is wrong, 3 when no engine runs here, which it says.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { outliveReaders } from "@hipstershop/outputs";
import { processVariables } from "@hipstershop/runtime";
import { run } from "../run.ts";
import { layOutBases } from "./base-images.ts";
import { assignments, type Engine, startEngine } from "./engine.ts";

const NO_ENGINE = 3;
/** What the Dockerfile starts from instead of its own defaults. */
const BASES = { node: "shop-base/node", runtime: "shop-base/runtime" } as const;
const root = resolve(import.meta.dirname, "../../../..");
const own = processVariables();
outliveReaders();
const say = (text: string) => void process.stdout.write(`${text}\n`);

// Whoever is told to stop still ends the engine and removes its files.
const stopped = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => stopped.abort());

async function main(): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), "shop-engine-"));
  try {
    const engine = await startEngine(folder, own["PATH"] ?? "");
    if (typeof engine === "string") {
      say(`images were not built: ${engine}`);
      return NO_ENGINE;
    }
    await using running = engine;
    const why = await importBases(running, folder);
    if (why !== undefined) {
      say(`images were not built: ${why}`);
      return NO_ENGINE;
    }
    return stopped.signal.aborted ? 1 : await tryImages(running);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Gives in words why nothing can run in this engine, or undefined when a container did. */
async function importBases({ variables }: Engine, folder: string): Promise<string | undefined> {
  const docker = (...args: string[]) => run("env", [...assignments(variables), "docker", ...args]);
  const npm = (own["PATH"] ?? "").split(delimiter).map((place) => join(place, "npm"));
  const found = npm.find((file) => existsSync(file));
  if (!found) throw new Error("there is no npm to build with");
  const bases = await layOutBases(join(folder, "bases"), join(root, "node_modules/node/bin/node"), found);
  for (const base of ["node", "runtime"] as const) {
    const archive = join(folder, `${base}.tar`);
    for (const { code, complaint } of [
      await run("tar", ["-C", bases[base], "--owner=0", "--group=0", "-cf", archive, "."]),
      await docker("import", archive, BASES[base]),
    ]) {
      if (code !== 0) throw new Error(`${BASES[base]} could not be made: ${complaint}`);
    }
  }
  const { code, complaint } = await docker("run", "--rm", "--network=none", BASES.node, "node", "--version");
  // 125 is Docker's own failure; anything else is the program's.
  if (code === 125) return `no container runs here: ${complaint.split("\n").at(-1)}`;
  if (code !== 0) throw new Error(`Node does not run in ${BASES.node}: ${complaint}`);
  return undefined;
}

/**
 * All of them from cold, at once, while the machine has as much other work as it has cores: what a user's first `skaffold run`
 * may meet. `npm ci` inside the build uses this machine's network, and whatever certificate Node is told of here.
 */
async function tryImages({ variables }: Engine): Promise<number> {
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
  process.exitCode = await main();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
