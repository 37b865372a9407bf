import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { vi } from "vitest";
import { freePorts } from "./free-port.ts";
import { PATIENCE_MS } from "./patience.ts";
import { redisBinary } from "./redis-server.ts";

const SLOTS = 16_384;
const NODES = 3;
const SENTINELS = 3;
const POLL = { timeout: PATIENCE_MS, interval: 20 };

/** One process of a set, with a connection to inspect it. */
export interface Member {
  readonly port: number;
  readonly pid: number;
  readonly ask: Redis;
  kill(): Promise<void>;
  restart(): Promise<void>;
  freeze(): void;
  thaw(): void;
}

export interface RedisCluster extends AsyncDisposable {
  /** redis-cluster://… with two of the three nodes; the client finds the third. */
  readonly url: string;
  readonly nodes: readonly Member[];
}

export interface SentinelSet extends AsyncDisposable {
  /** redis-sentinel://…/carts. */
  readonly url: string;
  readonly master: Member;
  readonly replica: Member;
  readonly sentinels: readonly Member[];
}

/** A cluster of three masters on free ports of this machine. */
export async function startRedisCluster(host = "127.0.0.1"): Promise<RedisCluster> {
  await using members = new Members(host);
  const nodes: Member[] = [];
  for (let i = 0; i < NODES; i++) {
    const [port, bus] = await freePorts(2);
    const flags = ["--cluster-enabled", "yes", "--cluster-port", String(bus), "--cluster-node-timeout", "1000"];
    nodes.push(await members.start(port!, flags));
  }
  const share = Math.ceil(SLOTS / NODES);
  for (const [i, { ask }] of nodes.entries()) {
    const last = Math.min(SLOTS, (i + 1) * share) - 1;
    await ask.call("CLUSTER", "ADDSLOTSRANGE", i * share, last);
    await ask.call("CLUSTER", "SET-CONFIG-EPOCH", i + 1);
  }
  for (const { port, ask } of nodes.slice(1)) {
    const [bus] = /@\d+/.exec(String(await ask.call("CLUSTER", "NODES"))) ?? [""];
    await nodes[0]!.ask.call("CLUSTER", "MEET", host, port, bus.slice(1));
  }
  await Promise.all(nodes.map((node) => clusterIsWhole(node)));
  const owned = members.move();
  return {
    url: `redis-cluster://${addresses(host, nodes.slice(0, 2))}`,
    nodes,
    [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
  };
}

/** Resolves when a node knows all others and all slots are assigned. */
export async function clusterIsWhole({ ask }: Member): Promise<void> {
  await vi.waitFor(async () => {
    const info = String(await ask.call("CLUSTER", "INFO"));
    if (!info.includes("cluster_state:ok") || !info.includes(`cluster_known_nodes:${NODES}`)) throw new Error(info);
  }, POLL);
}

/** A master, its replica, and three sentinels that promote the replica when two of them miss the master. */
export async function startSentinelSet(password = "", host = "127.0.0.1"): Promise<SentinelSet> {
  await using members = new Members(host, password);
  const [masterPort, replicaPort] = await freePorts(2);
  const secret = password ? ["--requirepass", password, "--masterauth", password] : [];
  const master = await members.start(masterPort!, secret);
  const replica = await members.start(replicaPort!, [...secret, "--replicaof", host, String(masterPort)]);
  const sentinels: Member[] = [];
  for (const port of await freePorts(SENTINELS)) sentinels.push(await members.startSentinel(port, masterPort!));
  await vi.waitFor(async () => {
    const known = await Promise.all(sentinels.map(({ ask }) => ask.call("SENTINEL", "MASTER", "carts")));
    for (const fields of known.map((reply) => (Array.isArray(reply) ? reply.map(String) : []))) {
      const about = (name: string) => fields[fields.indexOf(name) + 1];
      if (about("num-slaves") !== "1" || about("num-other-sentinels") !== String(SENTINELS - 1))
        throw new Error(fields.join(" "));
    }
    if (!(await replica.ask.info("replication")).includes("master_link_status:up")) throw new Error("not in step");
  }, POLL);
  const owned = members.move();
  return {
    url: `redis-sentinel://${password && `:${password}@`}${addresses(host, sentinels)}/carts`,
    master,
    replica,
    sentinels,
    [Symbol.asyncDispose]: () => owned[Symbol.asyncDispose](),
  };
}

const addresses = (host: string, members: readonly Member[]) =>
  members.map(({ port }) => `${host.includes(":") ? `[${host}]` : host}:${port}`).join();

/** The processes of one set and their folder; disposal ends the processes and removes the folder. */
class Members implements AsyncDisposable {
  readonly #folder: string;
  readonly #stack = new AsyncDisposableStack();
  readonly #host: string;
  readonly #password: string;

  constructor(host: string, password = "") {
    this.#host = host;
    this.#password = password;
    const folder = mkdtempSync(join(tmpdir(), "shop-redis-"));
    this.#folder = folder;
    this.#stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  }

  start(port: number, flags: readonly string[]): Promise<Member> {
    const dir = join(this.#folder, String(port));
    mkdirSync(dir);
    return this.#member(port, ["--port", String(port), "--save", "", "--appendonly", "no", "--dir", dir, ...flags]);
  }

  /** A sentinel writes what it finds to its configuration file. */
  startSentinel(port: number, masterPort: number): Promise<Member> {
    const file = join(this.#folder, `sentinel-${port}.conf`);
    const secret = this.#password && `sentinel auth-pass carts ${this.#password}\nrequirepass ${this.#password}\n`;
    writeFileSync(
      file,
      `port ${port}
sentinel monitor carts ${this.#host} ${masterPort} 2
sentinel down-after-milliseconds carts 500
sentinel failover-timeout carts 3000
${secret}`,
    );
    return this.#member(port, [file, "--sentinel"]);
  }

  move(): AsyncDisposable {
    return this.#stack.move();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#stack.disposeAsync();
  }

  async #member(port: number, flags: readonly string[]): Promise<Member> {
    const host = this.#host;
    let server = await launch(flags, host);
    const kill = async () => {
      if (server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, "exit");
      server.kill("SIGKILL");
      await ended;
    };
    this.#stack.defer(kill);
    const ask = new Redis({ port, host, password: this.#password });
    ask.on("error", () => {});
    this.#stack.defer(() => ask.disconnect());
    return {
      port,
      ask,
      get pid() {
        return server.pid ?? 0;
      },
      kill,
      async restart() {
        server = await launch(flags, host);
      },
      freeze: () => void server.kill("SIGSTOP"),
      thaw: () => void server.kill("SIGCONT"),
    };
  }
}

async function launch(flags: readonly string[], host: string): Promise<ChildProcess> {
  const all = [...flags, "--bind", host];
  const server = spawn(redisBinary ?? "redis-server", all, { stdio: ["ignore", "pipe", "inherit"] });
  for await (const text of server.stdout.setEncoding("utf8")) {
    // The last line of a sentinel's start has its id; a server's says that it accepts connections.
    if (/Ready to accept connections|Sentinel ID is/.test(String(text))) return server;
  }
  throw new Error(`${redisBinary} ${all.join(" ")} ended before it was ready`);
}
