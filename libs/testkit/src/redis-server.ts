import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { hostAndPort } from "@hipstershop/addresses";
import { freePort } from "./free-port.ts";

/** The program on this machine that is a Redis server; undefined when there is none. */
export const redisBinary: string | undefined = ["redis-server", "valkey-server"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);

/** A real, empty server on a free port of this machine. */
export interface RedisServer extends AsyncDisposable {
  /** host:port. */
  readonly address: string;
  /** Stops the process, so that connections stay open and nothing is answered. */
  freeze(): void;
  thaw(): void;
  /** Kills the process, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  restart(): Promise<void>;
}

export interface RedisOptions {
  /** Address to listen on; 127.0.0.1 when left out. */
  readonly host?: string;
  /** Further flags of the server. */
  readonly flags?: readonly string[];
}

export async function startRedis({ host = "127.0.0.1", flags = [] }: RedisOptions = {}): Promise<RedisServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "shop-redis-"));
  const start = () => launch(["--port", String(port), "--bind", host, "--dir", folder, ...flags]);
  let server = await start();
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
  };
  return {
    address: hostAndPort(host, port),
    freeze: () => void server.kill("SIGSTOP"),
    thaw: () => void server.kill("SIGCONT"),
    kill,
    async restart() {
      server = await start();
    },
    async [Symbol.asyncDispose]() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function launch(place: readonly string[]): Promise<ChildProcess> {
  const flags = ["--save", "", "--appendonly", "no", ...place];
  const server = spawn(redisBinary ?? "redis-server", flags, { stdio: ["ignore", "pipe", "inherit"] });
  for await (const text of server.stdout.setEncoding("utf8")) {
    if (String(text).includes("Ready to accept connections")) break;
  }
  return server;
}
