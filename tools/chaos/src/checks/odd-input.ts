import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { Random } from "@hipstershop/random";
import type { Check, CheckContext } from "../check.ts";
import { sendSpoilt, SHOP_REQUESTS, TRAINING_REQUESTS, VIEWER_REQUESTS } from "../fuzz/http-client.ts";
import { CLOSED, RpcClient } from "../fuzz/rpc-client.ts";
import { framed, RPC_SAMPLES, type RpcSample } from "../fuzz/rpc-samples.ts";
import { holdSlowClients } from "../fuzz/slow-clients.ts";
import { spoil } from "../fuzz/spoil.ts";
import { launchWithHeapFlags } from "../heap-flags.ts";
import { percentile, Visitors } from "../page-load.ts";
import { NO_PROC, residentMibOf } from "../process-figures.ts";
import { type ShopUnderTest, startShopUnderTest } from "../shop-under-test.ts";

/** Of each kind: spoilt rpcs, spoilt requests, calls taken back. */
const INPUTS = 100_000;
const INPUTS_SHORT = 5000;
const AT_ONCE = 32;
/** Part of the inputs that are sent before memory is compared. */
const WARM_UP = 0.2;
/** Longer than services wait before they collect garbage when idle. */
const SETTLE_MS = 15_000;
const GROWTH_MIB_MAX = 10;
const SLOW_CLIENTS = 300;
const SLOW_MS = 8000;
const PAGE_MS_MAX = 1000;
const BOMB = gzipSync(Buffer.alloc(50_000_000));

/** Statuses that say that the service failed, not the caller: UNKNOWN, DEADLINE_EXCEEDED, UNAVAILABLE, DATA_LOSS. */
const FAILURES = new Set([2, 4, 14, 15]);

/** R10: nothing that anybody sends makes a service crash, fail or grow. */
export const oddInput: Check = {
  id: "R10",
  title: "spoilt rpcs and requests, rapid resets, gzip bombs, slow clients",
  inShortPart: true,
  async run(context) {
    if (NO_PROC !== undefined) return { figures: [], problems: [], skipped: NO_PROC };
    await using shop = await startShopUnderTest({}, launchWithHeapFlags);
    const inputs = context.isShort ? INPUTS_SHORT : INPUTS;
    const before = await shop.status();
    const attack = new Attack(shop, context);
    await attack.everything(Math.round(inputs * WARM_UP));
    const resident = context.isShort ? undefined : await settled(shop, context);
    await attack.everything(Math.round(inputs * (1 - WARM_UP)));
    await attack.bombs();
    const slowP99 = await attack.slowClients();
    const growth = resident && (await growthMib(shop, resident, context));
    const after = await shop.status();
    const ended = after.services.filter(({ name, pid }) =>
      before.services.some((one) => one.name === name && one.pid !== pid),
    );
    return {
      figures: [
        { name: "spoilt rpcs, spoilt requests, rapid resets: each", value: inputs, unit: "" },
        { name: "services that ended", value: ended.length, unit: "", atMost: 0 },
        { name: "rpcs that failed by the service's fault", value: attack.failedRpcs.length, unit: "", atMost: 0 },
        { name: "answers with 5xx", value: attack.failedRequests.length, unit: "", atMost: 0 },
        { name: "gzip bombs accepted", value: attack.bombsTaken, unit: "", atMost: 0 },
        { name: `p99 of pages beside ${SLOW_CLIENTS} slow clients`, value: slowP99, unit: "ms", atMost: PAGE_MS_MAX },
        ...(growth
          ? [{ name: "largest growth of a service", value: growth.mib, unit: "MiB", atMost: GROWTH_MIB_MAX }]
          : []),
      ],
      problems: [
        ...ended.map(({ name }) => `${name} ended`),
        ...[...attack.failedRpcs, ...attack.failedRequests].slice(0, 20),
      ],
      ...(growth && { rows: growth.rows }),
    };
  },
};

/** Sends odd input to all ports, and keeps what failed. */
class Attack {
  readonly failedRpcs: string[] = [];
  readonly failedRequests: string[] = [];
  bombsTaken = 0;
  readonly #shop: ShopUnderTest;
  readonly #context: CheckContext;
  readonly #random: Random;

  constructor(shop: ShopUnderTest, context: CheckContext) {
    this.#shop = shop;
    this.#context = context;
    this.#random = new Random(context.seed);
  }

  async everything(inputs: number): Promise<void> {
    await this.#rpcs(inputs);
    await this.#requests(inputs);
    await this.#resets(inputs);
  }

  async #rpcs(count: number): Promise<void> {
    await using clients = await this.#clients();
    await this.#repeat("spoilt rpcs", count, async () => {
      const { service, path, message } = this.#random.pick(RPC_SAMPLES);
      // Most are spoilt inside, where they reach the code of services; the others in the frame, too.
      const spoilt = framed(spoil(message, this.#random));
      const body = this.#random.int(0, 9) === 0 ? spoil(framed(message), this.#random) : spoilt;
      const status = await clients.of(service).call(path, body);
      if (FAILURES.has(status)) this.failedRpcs.push(`${path} ${body.toString("hex").slice(0, 200)}: status ${status}`);
    });
  }

  async #requests(count: number): Promise<void> {
    const { frontend, traces, training } = await this.#shop.status();
    const sites = [
      ...Array.from({ length: 8 }, () => [frontend, SHOP_REQUESTS] as const),
      [traces, VIEWER_REQUESTS] as const,
      [training, TRAINING_REQUESTS] as const,
    ];
    await this.#repeat("spoilt requests", count, async () => {
      const [url, samples] = this.#random.pick(sites);
      const { host, port } = new URL(url);
      const bytes = spoil(Buffer.from(this.#random.pick(samples).replaceAll("HOST", host)), this.#random);
      const status = await sendSpoilt(Number(port), bytes);
      if (status >= 500) this.failedRequests.push(`${status}: ${bytes.toString("latin1")}`);
    });
  }

  async #resets(count: number): Promise<void> {
    await using clients = await this.#clients();
    await this.#repeat("rapid resets", count / 10, async () => {
      const { service, path } = this.#random.pick(RPC_SAMPLES);
      for (let i = 0; i < 10; i++) clients.of(service).reset(path);
      await new Promise(setImmediate);
    });
  }

  /** Fifty megabytes of zeros in fifty kilobytes, to every port that reads compressed bodies. */
  async bombs(): Promise<void> {
    await using clients = await this.#clients();
    const usual = new Map(RPC_SAMPLES.map((sample): [string, RpcSample] => [sample.service, sample]));
    for (const { service, path } of usual.values()) {
      const status = await clients.of(service).call(path, framed(BOMB, 1), { "grpc-encoding": "gzip" });
      if (status === 0 || status === CLOSED) this.bombsTaken += 1;
    }
    const { frontend, ingest } = await this.#shop.status();
    for (const [url, type] of [
      [`${frontend}/cart`, "application/x-www-form-urlencoded"],
      [ingest.otlpHttp, "application/x-protobuf"],
      [ingest.jaegerThrift, "application/x-thrift"],
    ] as const) {
      const headers = { "content-type": type, "content-encoding": "gzip" };
      const { status } = await fetch(url, { method: "POST", headers, body: BOMB, signal: this.#context.signal });
      if (status < 400) this.bombsTaken += 1;
      if (status >= 500) this.failedRequests.push(`${status}: gzip bomb to ${url}`);
    }
  }

  /** The 99th percentile of a visitor's pages while many clients send and read slowly. */
  async slowClients(): Promise<number> {
    this.#context.progress("slow clients");
    using _ = holdSlowClients(Number(new URL(this.#shop.url).port), SLOW_CLIENTS);
    using visitors = new Visitors(this.#shop.url);
    const took: number[] = [];
    const until = performance.now() + SLOW_MS;
    for (let turn = 0; performance.now() < until; turn++) {
      this.#context.signal.throwIfAborted();
      const { status, tookMs } = await visitors.page(turn);
      took.push(status === 200 ? tookMs : Number.POSITIVE_INFINITY);
      await delay(20);
    }
    return Math.round(percentile(took, 0.99));
  }

  async #clients(): Promise<AsyncDisposable & { of(service: string): RpcClient }> {
    const { services } = await this.#shop.status();
    const clients = new Map(services.map(({ name, grpc = "" }): [string, RpcClient] => [name, new RpcClient(grpc)]));
    return {
      of(service) {
        const client = clients.get(service);
        if (!client) throw new Error(`there is no service ${service}`);
        return client;
      },
      async [Symbol.asyncDispose]() {
        for (const client of clients.values()) client[Symbol.dispose]();
      },
    };
  }

  async #repeat(what: string, count: number, once: () => Promise<void>): Promise<void> {
    let left = Math.round(count);
    const { progress, signal } = this.#context;
    const work = async () => {
      while (left-- > 0) {
        if (left % 1000 === 0) progress(`${what}, ${left} left`);
        signal.throwIfAborted();
        await once();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
  }
}

/** Memory of each service's process, once it has collected its garbage. */
async function settled(shop: ShopUnderTest, { signal, progress }: CheckContext): Promise<ReadonlyMap<string, number>> {
  progress("waiting for calm");
  await delay(SETTLE_MS, undefined, { signal });
  const { services } = await shop.status();
  return new Map(services.map(({ name, pid }) => [name, residentMibOf(pid)]));
}

async function growthMib(shop: ShopUnderTest, before: ReadonlyMap<string, number>, context: CheckContext) {
  const after = await settled(shop, context);
  const grown = [...after].map(([name, mib]) => ({ name, mib, by: mib - (before.get(name) ?? mib) }));
  return {
    mib: Math.max(...grown.map(({ by }) => by)),
    rows: [["service", "MiB", "growth"], ...grown.map(({ name, mib, by }) => [name, mib.toFixed(1), by.toFixed(1)])],
  };
}
