import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client as GrpcClient, type ClientReadableStream, credentials } from "@grpc/grpc-js";
import {
  type Contract,
  FlagAdmin,
  FlagEvaluation,
  FlagEvaluationV2,
  FlagSync,
  type Methods,
  type ReceivedResponseOf,
  type RequestOf,
} from "@hipstershop/contract";
import { createClient } from "@hipstershop/rpc";
import { testTelemetry } from "@hipstershop/testkit";
import type { FlagConfig } from "../src/config.ts";
import { startFlagService } from "../src/index.ts";

/** One flag of every kind. */
export const FLAGS = {
  metadata: { flagSetId: "test" },
  $evaluators: { fromBerlin: { "==": [{ var: "city" }, "Berlin"] } },
  flags: {
    lamp: {
      state: "ENABLED",
      variants: { on: true, off: false },
      defaultVariant: "off",
      metadata: { description: "A lamp.", rooms: 2 },
    },
    color: {
      state: "ENABLED",
      variants: { red: "#f00", blue: "#00f" },
      defaultVariant: "red",
      targeting: { if: [{ $ref: "fromBerlin" }, "blue", null] },
    },
    limit: { state: "ENABLED", variants: { low: 2.5, high: 99 }, defaultVariant: "low" },
    page: {
      state: "ENABLED",
      variants: { small: { size: 3, tags: ["a", null, true], deep: { er: 1 } }, none: {} },
      defaultVariant: "small",
    },
    off: { state: "DISABLED", variants: { yes: true }, defaultVariant: "yes" },
    open: { state: "ENABLED", variants: { a: "A" }, defaultVariant: null },
    broken: {
      state: "ENABLED",
      variants: { a: "A" },
      defaultVariant: "a",
      targeting: { if: [true, "nowhere"] },
    },
    huge: { state: "ENABLED", variants: { x: 1e300 }, defaultVariant: "x" },
  },
};

/** Flags that can't be evaluated, each for another reason. */
export const BROKEN_FLAGS = {
  halfWritten: { state: "ENABLED", variants: { on: true, off: false }, defaultVariant: "onn" },
  misspelt: { state: "ENABLE", variants: { on: true, off: false }, defaultVariant: "on" },
  dangling: {
    state: "ENABLED",
    variants: { on: true, off: false },
    defaultVariant: "off",
    targeting: { if: [{ $ref: "nobody" }, "on"] },
  },
};

/** A real flag service with its own file. */
export async function startFlags(overrides: Partial<FlagConfig> = {}, flags: object = {}) {
  const stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "flags-"));
  stack.defer(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "flags.json");
  writeFileSync(file, JSON.stringify({ ...FLAGS, flags: { ...FLAGS.flags, ...flags } }));
  const logFile = `${folder}.log`;
  stack.defer(() => rmSync(logFile, { force: true }));
  const telemetry = stack.use(await testTelemetry("flagservice", { log: { level: "warn", file: logFile } }));
  const service = stack.use(
    await startFlagService(
      {
        port: 0,
        syncPort: 0,
        host: "127.0.0.1",
        reflection: true,
        connectionAgeMs: 0,
        flagsFile: file,
        readOnly: false,
        token: "",
        ...overrides,
      },
      telemetry,
    ),
  );
  const [address, syncAddress] = [`127.0.0.1:${service.port}`, `127.0.0.1:${service.syncPort}`];
  return {
    folder,
    file,
    telemetry,
    service,
    address,
    syncAddress,
    v2: stack.use(createClient(FlagEvaluationV2, address, telemetry)),
    v1: stack.use(createClient(FlagEvaluation, address, telemetry)),
    admin: stack.use(createClient(FlagAdmin, address, telemetry)),
    sync: stack.use(createClient(FlagSync, syncAddress, telemetry)),
    /** The warnings and errors logged so far. */
    logged: () =>
      readFileSync(logFile, "utf8")
        .trim()
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => (JSON.parse(line) as { message: string }).message),
    /** Changes some flags by replacing the file, as editors do. */
    change(flags: Record<string, unknown>) {
      const next = `${file}.new`;
      writeFileSync(next, JSON.stringify({ ...FLAGS, flags: { ...FLAGS.flags, ...flags } }));
      renameSync(next, file);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

export interface OpenStream<T> extends AsyncDisposable {
  /** The next message. */
  next(): Promise<T>;
}

interface StreamMethod {
  readonly path: string;
  readonly requestSerialize: (request: unknown) => Buffer;
  readonly responseDeserialize: (bytes: Buffer) => unknown;
}

/** Calls a server-streaming rpc by its name. */
export function openStream<D, M extends keyof Methods<D> & string>(
  contract: Contract<D>,
  address: string,
  method: M,
  request: RequestOf<Methods<D>[M]>,
): OpenStream<ReceivedResponseOf<Methods<D>[M]>> {
  const name = method.charAt(0).toUpperCase() + method.slice(1);
  const shape = (contract.definition as unknown as Record<string, StreamMethod>)[name];
  if (!shape) throw new Error(`${contract.fullName} has no ${name}`);
  const client = new GrpcClient(address, credentials.createInsecure());
  const stream = client.makeServerStreamRequest(
    shape.path,
    shape.requestSerialize,
    shape.responseDeserialize,
    request,
  ) as ClientReadableStream<ReceivedResponseOf<Methods<D>[M]>>;
  stream.on("error", () => {});
  const messages = stream[Symbol.asyncIterator]() as AsyncIterator<ReceivedResponseOf<Methods<D>[M]>>;
  return {
    async next() {
      const { done, value } = await messages.next();
      if (done) throw new Error("the stream has ended");
      return value;
    },
    async [Symbol.asyncDispose]() {
      stream.cancel();
      client.close();
    },
  };
}
