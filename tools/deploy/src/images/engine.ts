import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { runCommand } from "../run.ts";

const START_MS = 30_000;
const STOP_MS = 15_000;

/** A Docker engine that shares nothing with another one on this machine. */
export interface Engine extends AsyncDisposable {
  /** Environment variables for programs that use it. */
  readonly variables: Readonly<Record<string, string>>;
}

/** Starts dockerd with all its files in a folder. Resolves to the reason, as text, when it can't be started on this machine. */
export async function startEngine(folder: string, searchPath: string): Promise<Engine | string> {
  const path = [...new Set([...searchPath.split(delimiter), "/usr/sbin", "/usr/bin", "/sbin", "/bin"])];
  const dockerd = path.map((place) => join(place, "dockerd")).find((file) => existsSync(file));
  if (!dockerd) return "there is no dockerd here";
  if (process.getuid?.() !== 0) return "dockerd needs root";
  const client = await clientWithBuildKit(path);
  if (!client) return "no docker here can build with BuildKit";
  mkdirSync(join(folder, "bin"));
  symlinkSync(client, join(folder, "bin/docker"));
  const variables = {
    PATH: [join(folder, "bin"), ...path].join(delimiter),
    DOCKER_HOST: `unix://${join(folder, "sock")}`,
    DOCKER_BUILDKIT: "1",
    DOCKER_CONFIG: join(folder, "client"),
  };
  const log = join(folder, "log");
  const child = spawnEngine(dockerd, folder, variables, log);
  const engine = { variables, [Symbol.asyncDispose]: () => stopEngine(child) };
  const until = Date.now() + START_MS;
  while (child.exitCode === null && Date.now() < until) {
    const { code } = await runCommand("env", [...assignments(variables), "docker", "version"]);
    if (code === 0) return engine;
    await delay(200);
  }
  await stopEngine(child);
  return `dockerd does not start: ${readFileSync(log, "utf8").trim().split("\n").at(-1)}`;
}

/** Variables as arguments of env(1). */
export const assignments = (variables: Readonly<Record<string, string>>): string[] =>
  Object.entries(variables).map(([name, value]) => `${name}=${value}`);

function spawnEngine(dockerd: string, folder: string, variables: Engine["variables"], log: string): ChildProcess {
  writeFileSync(join(folder, "daemon.json"), "{}");
  const output = openSync(log, "w");
  const options = {
    "--config-file": join(folder, "daemon.json"),
    "--data-root": join(folder, "data"),
    "--exec-root": join(folder, "exec"),
    "--pidfile": join(folder, "pid"),
    "--host": variables["DOCKER_HOST"],
    "--bridge": "none",
    "--iptables": "false",
    "--ip6tables": "false",
  };
  const args = Object.entries(options).map(([name, value]) => `${name}=${value}`);
  // Detached, so that Ctrl-C reaches only this process, which then stops the engine in order.
  const child = spawn("env", [`PATH=${variables["PATH"]}`, dockerd, ...args], {
    stdio: ["ignore", output, output],
    detached: true,
  });
  closeSync(output);
  return child;
}

/** The first docker client that can use BuildKit: newer ones need a plugin for it, which may be missing. */
async function clientWithBuildKit(path: readonly string[]): Promise<string | undefined> {
  for (const file of path.map((place) => join(place, "docker")).filter((candidate) => existsSync(candidate))) {
    const { code } = await runCommand("env", ["DOCKER_BUILDKIT=1", file, "build", "--help"]);
    if (code === 0) return file;
  }
  return undefined;
}

async function stopEngine(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGTERM");
  await Promise.race([ended, delay(STOP_MS, undefined, { ref: false })]);
  child.kill("SIGKILL");
}
