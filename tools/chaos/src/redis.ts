import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";

/** The program on this machine that is a Redis server; undefined when there is none. */
export function redisProgram(): string | undefined {
  return ["redis-server", "valkey-server"].find((name) => spawnSync(name, ["--version"]).status === 0);
}

/** Why a check that needs Redis is skipped. */
export const NO_REDIS = "there is no redis-server on this machine (Debian: apt install redis-server)";

/** A Redis with an append-only file, as of the component redis-persistent, on a free port. */
export interface RedisUnderTest extends AsyncDisposable {
  /** host:port. */
  readonly address: string;
  /** Of its append-only file: all that was ever written, and not in a compressed form. */
  readonly folder: string;
  /** Ends it as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port, with the same file; resolves when it takes connections. */
  restart(): Promise<void>;
  freeze(): void;
  thaw(): void;
}

/**
 * Linux's folder in memory. While a disk is busy, Redis acknowledges writes up to two seconds before it hands them to the
 * system (`appendfsync everysec`), and kill -9 loses those: 282 of 475 beside a program that filled the disk. What a
 * busy disk loses is no figure of the shop.
 */
const IN_MEMORY = "/dev/shm";

/** @param program from redisProgram. */
export async function startRedis(program: string): Promise<RedisUnderTest> {
  const port = await freePort();
  const folder = mkdtempSync(join(existsSync(IN_MEMORY) ? IN_MEMORY : tmpdir(), "shop-chaos-redis-"));
  const flags = ["--port", String(port), "--bind", "127.0.0.1", "--dir", folder, "--save", "", "--appendonly", "yes"];
  let server = await launch(program, flags);
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
  };
  return {
    address: `127.0.0.1:${port}`,
    folder,
    kill,
    restart: async () => void (server = await launch(program, flags)),
    freeze: () => void server.kill("SIGSTOP"),
    thaw: () => void server.kill("SIGCONT"),
    async [Symbol.asyncDispose]() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function launch(program: string, flags: readonly string[]): Promise<ChildProcess> {
  const server = spawn(program, flags, { stdio: ["ignore", "pipe", "ignore"] });
  for await (const chunk of server.stdout) if (String(chunk).includes("Ready to accept connections")) break;
  return server;
}
