import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "./free-port.ts";

/** The server on this machine that speaks Redis's protocol; undefined when there is none. */
export const redisBinary: string | undefined = ["redis-server", "valkey-server"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);

/** A real server on a free port of this machine, with nothing in it. */
export interface RedisServer extends AsyncDisposable {
  /** host:port. */
  readonly address: string;
  /** Freezes the process: connections stay open, nothing is answered. */
  freeze(): void;
  thaw(): void;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Starts it again on the same port. */
  restart(): Promise<void>;
}

export async function startRedis(host = "127.0.0.1"): Promise<RedisServer> {
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), "shop-redis-"));
  let server = await launch(host, port, folder);
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
  };
  return {
    address: `${host.includes(":") ? `[${host}]` : host}:${port}`,
    freeze: () => void server.kill("SIGSTOP"),
    thaw: () => void server.kill("SIGCONT"),
    kill,
    async restart() {
      server = await launch(host, port, folder);
    },
    async [Symbol.asyncDispose]() {
      await kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function launch(host: string, port: number, folder: string): Promise<ChildProcess> {
  const flags = ["--port", String(port), "--bind", host, "--save", "", "--appendonly", "no", "--dir", folder];
  const server = spawn(redisBinary ?? "redis-server", flags, { stdio: ["ignore", "pipe", "inherit"] });
  for await (const text of server.stdout.setEncoding("utf8")) {
    if (String(text).includes("Ready to accept connections")) break;
  }
  return server;
}
