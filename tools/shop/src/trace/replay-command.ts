import { readFile } from "node:fs/promises";
import { harmlessJson, oneLine } from "@hipstershop/text";
import { type Trace, tracesOf } from "@hipstershop/traces";
import { type Command, InvalidArgumentError } from "commander";
import { TYPED } from "@hipstershop/runtime/typed-commands";
import { terminalColumns, wrapLines } from "../terminal.ts";
import type { QueryClient } from "./query-client.ts";
import type { Replay } from "./replay.ts";

interface Options {
  readonly to?: string;
  readonly keepIds: boolean;
  readonly seed?: number;
  readonly json: boolean;
}

/** What the command needs of the others. */
export interface ReplayContext {
  readonly client: () => Promise<QueryClient>;
  /** Where the running shop takes spans; undefined when --url names another store. */
  readonly otlpHttp: () => Promise<string | undefined>;
}

const SEED_MAX = 2 ** 32 - 1;

function parseSeed(text: string): number {
  if (!/^\d{1,10}$/.test(text) || Number(text) > SEED_MAX) throw new InvalidArgumentError(`give 0 to ${SEED_MAX}.`);
  return Number(text);
}

/** Adds `shop trace replay`. */
export function addReplay(trace: Command, context: ReplayContext): void {
  trace
    .command("replay")
    .argument("<file or id>", "a file in Jaeger's, OTLP's or Zipkin's JSON; or a trace id, its first digits, or latest")
    .description("send a stored trace again, with new ids and at this time, and compare what came with it")
    .option("--to <address>", "where to, by OTLP/HTTP; the running shop's store when left out")
    .option("--keep-ids", "keep the ids, for another store", false)
    .option("--seed <number>", "the same new ids for the same number", parseSeed)
    .option("--json", "print what came of it as JSON", false)
    .action(async (which: string, options: Options) => {
      const { keepIds, seed, json } = options;
      if (keepIds && seed !== undefined) throw new Error("--seed makes new ids, and --keep-ids keeps the old ones");
      const client = await context.client();
      const to = options.to ?? (await context.otlpHttp());
      if (to === undefined) throw new Error("--url names the store that is read; --to says where it takes spans");
      const [traces, { replayTraces }] = await Promise.all([tracesIn(which, client), import("./replay.ts")]);
      const replays = await replayTraces(client, traces, { to, keepIds, seed, nowUs: Date.now() * 1000 });
      const text = json ? harmlessJson(JSON.stringify(replays, null, 2)) : replays.map(replayText).join("\n");
      process.stdout.write(`${json ? text : wrapLines(text, terminalColumns())}\n`);
      if (replays.some(({ sameShape }) => !sameShape)) process.exitCode = 1;
    });
}

async function tracesIn(which: string, client: QueryClient): Promise<readonly Trace[]> {
  const bytes = await readFile(which).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return undefined;
    throw new Error(`${oneLine(which)} can't be read: ${cause.message}`, { cause });
  });
  if (bytes) return tracesInFile(which, bytes);
  const { namesTrace, traceIdOf } = await import("./which-trace.ts");
  if (!namesTrace(which)) throw new Error(`there is no file ${oneLine(which)}, and it is no trace id`);
  return [await client.trace(await traceIdOf(client, which))];
}

async function tracesInFile(file: string, bytes: Buffer): Promise<readonly Trace[]> {
  const { readTraceFile } = await import("@hipstershop/traceview/trace-files");
  try {
    const { spans, remarks } = readTraceFile(bytes);
    for (const remark of remarks) process.stderr.write(`${oneLine(file)}: ${oneLine(remark)}\n`);
    return tracesOf(spans);
  } catch (cause) {
    throw new Error(`${oneLine(file)}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}

function replayText({ from, traceID, spans, sameShape, shapeLines, changes }: Replay): string {
  const verdict = sameShape
    ? "the same shape came"
    : "another shape came; - is what was sent, + what came in its place:";
  return [
    `${spans} ${spans === 1 ? "span" : "spans"} of ${from}`,
    `${spans === 1 ? "was" : "were"} sent again as ${traceID}`,
    verdict,
    ...shapeLines.map(oneLine),
    ...changes.map(oneLine),
    `\`${TYPED.shop} trace show ${traceID}\` shows it`,
  ].join("\n");
}
