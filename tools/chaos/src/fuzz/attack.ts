import { setTimeout as delay } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { Random } from "@hipstershop/random";
import type { CheckContext } from "../check.ts";
import { percentile, Visitors } from "../page-load.ts";
import { residentMibOf } from "../process-figures.ts";
import type { ShopUnderTest } from "../shop-under-test.ts";
import { sendSpoilt, SHOP_REQUESTS, TRAINING_REQUESTS, VIEWER_REQUESTS } from "./http-client.ts";
import { sendRapidResets } from "./rapid-resets.ts";
import { CLOSED, type RpcAnswer, RpcClient } from "./rpc-client.ts";
import { framed, RPC_SAMPLES, usualSamples } from "./rpc-samples.ts";
import { holdSlowClients } from "./slow-clients.ts";
import { spoil } from "./spoil.ts";

const AT_ONCE = 32;
/** Calls that are taken back on one connection; Node's server reads about a thousand before it closes it. */
const RESETS_PER_CONNECTION = 1000;
const RESETTERS_AT_ONCE = 4;
export const SLOW_CLIENTS = 300;
const SLOW_MS = 8000;
const BOMB = gzipSync(Buffer.alloc(50_000_000));

const INTERNAL = 13;
/** Statuses that say that the service failed: UNKNOWN, DEADLINE_EXCEEDED, INTERNAL, UNAVAILABLE, DATA_LOSS, none. */
const FAILURES = new Set([CLOSED, 2, 4, INTERNAL, 14, 15]);
/** What gRPC's table of statuses has a server answer to bytes that are no message, before any code of ours sees them. */
const NO_MESSAGE = "Error deserializing request";

/** Sends odd input to all ports, and keeps what failed. */
export class Attack {
  readonly failedRpcs: string[] = [];
  readonly failedRequests: string[] = [];
  /** Requests whose connection the server did not end. */
  readonly openRequests: string[] = [];
  /** Calls that servers refused as INTERNAL since they were no messages. */
  noMessages = 0;
  bombsTaken = 0;
  resetsRead = 0;
  readonly #shop: ShopUnderTest;
  readonly #context: CheckContext;
  readonly #random: Random;

  constructor(shop: ShopUnderTest, context: CheckContext) {
    this.#shop = shop;
    this.#context = context;
    this.#random = new Random(context.seed);
  }

  /** So many spoilt rpcs, spoilt requests and rapid resets. */
  async everything(inputs: number): Promise<void> {
    await this.#rpcs(inputs);
    await this.#requests(inputs);
    await this.#resets(inputs);
  }

  async #rpcs(count: number): Promise<void> {
    await using clients = await this.#clients();
    await this.#repeat("spoilt rpcs", { count, atOnce: AT_ONCE }, async () => {
      const { service, path, message } = this.#random.pick(RPC_SAMPLES);
      // Most are spoilt inside, where they reach the code of services; the others in the frame, too.
      const spoilt = framed(spoil(message, this.#random));
      const body = this.#random.int(0, 9) === 0 ? spoil(framed(message), this.#random) : spoilt;
      const answer = await clients.of(service).call(path, body);
      if (isNoMessage(answer)) this.noMessages += 1;
      else if (FAILURES.has(answer.status)) this.failedRpcs.push(`${path} ${hex(body)}: ${textOf(answer)}`);
    });
  }

  async #requests(count: number): Promise<void> {
    const { frontend, traces, training } = await this.#shop.status();
    const sites = [
      ...Array.from({ length: 8 }, () => [frontend, SHOP_REQUESTS] as const),
      [traces, VIEWER_REQUESTS] as const,
      [training, TRAINING_REQUESTS] as const,
    ];
    const late = new Set<Promise<unknown>>();
    await this.#repeat("spoilt requests", { count, atOnce: AT_ONCE }, async () => {
      const [url, samples] = this.#random.pick(sites);
      const { host, port } = new URL(url);
      const bytes = spoil(Buffer.from(this.#random.pick(samples).replaceAll("HOST", host)), this.#random);
      const { settled, answer } = sendSpoilt(Number(port), bytes);
      const judged = answer.then(({ status, isEnded }) => {
        late.delete(judged);
        if (status >= 500) this.failedRequests.push(`${status}: ${bytes.toString("latin1")}`);
        if (!isEnded) this.openRequests.push(`left open: ${bytes.toString("latin1")}`);
      });
      late.add(judged);
      await settled;
    });
    await Promise.all(late);
  }

  async #resets(count: number): Promise<void> {
    const usual = usualSamples();
    let left = count;
    const connections = Math.ceil(count / RESETS_PER_CONNECTION);
    await this.#repeat("connections of rapid resets", { count: connections, atOnce: RESETTERS_AT_ONCE }, async () => {
      const own = Math.min(left, RESETS_PER_CONNECTION);
      left -= own;
      const { service, path } = this.#random.pick(usual);
      const port = Number(this.#shop.address(service).split(":").at(-1));
      const read = await sendRapidResets(port, path, own);
      this.resetsRead += read;
    });
  }

  /** Fifty megabytes of zeros in fifty kilobytes, to every port that reads compressed bodies. */
  async bombs(): Promise<void> {
    await using clients = await this.#clients();
    for (const { service, path } of usualSamples()) {
      const answer = await clients.of(service).call(path, framed(BOMB, 1), { "grpc-encoding": "gzip" });
      if (answer.status === 0) this.bombsTaken += 1;
      if (FAILURES.has(answer.status)) this.failedRpcs.push(`gzip bomb to ${path}: ${textOf(answer)}`);
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

  /**
   * What many clients that send and read slowly do to the frontend: the 99th percentile of a visitor's pages in
   * milliseconds, and its most memory.
   */
  async slowClients(): Promise<{ readonly p99: number; readonly mostMib: number }> {
    this.#context.progress("slow clients");
    using _ = holdSlowClients(Number(new URL(this.#shop.url).port), SLOW_CLIENTS);
    using visitors = new Visitors(this.#shop.url);
    const { services } = await this.#shop.status();
    const pid = services.find(({ name }) => name === "frontend")?.pid ?? 0;
    const took: number[] = [];
    let mostMib = 0;
    const until = performance.now() + SLOW_MS;
    for (let turn = 0; performance.now() < until; turn++) {
      this.#context.signal.throwIfAborted();
      const { status, tookMs } = await visitors.page(turn);
      took.push(status === 200 ? tookMs : Number.POSITIVE_INFINITY);
      mostMib = Math.max(mostMib, residentMibOf(pid));
      await delay(20);
    }
    return { p99: Math.round(percentile(took, 0.99)), mostMib };
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

  async #repeat(
    what: string,
    { count, atOnce }: { readonly count: number; readonly atOnce: number },
    once: () => Promise<void>,
  ): Promise<void> {
    let left = Math.round(count);
    const { progress, signal } = this.#context;
    const work = async () => {
      while (left-- > 0) {
        if (left % 1000 === 0) progress(`${what}, ${left} left`);
        signal.throwIfAborted();
        await once();
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
  }
}

const isNoMessage = ({ status, message }: RpcAnswer) =>
  status === INTERNAL && decodeURIComponent(message).startsWith(NO_MESSAGE);

const textOf = ({ status, message }: RpcAnswer) => `status ${status} ${message}`;

const hex = (bytes: Buffer) => bytes.toString("hex").slice(0, 200);
