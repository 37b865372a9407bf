import { randomBytes } from "node:crypto";
import { Random } from "@hipstershop/random";
import { directFetch, parseHttpUrl } from "@hipstershop/runtime";
import { oneLine } from "@hipstershop/text";
import { movedTraces, newIds, otlpTraces, shapeOf, type Span, type Trace } from "@hipstershop/traces";
import { setTimeout as pause } from "node:timers/promises";
import type { QueryClient } from "./query-client.ts";

/** How a trace is sent again. */
export interface ReplayOptions {
  /** An OTLP/HTTP address, such as http://127.0.0.1:4318. */
  readonly to: string;
  readonly keepIds: boolean;
  /** Gives the same new ids each time; they are random when left out. */
  readonly seed: number | undefined;
  readonly nowUs: number;
}

/** What came of it. */
export interface Replay {
  readonly from: string;
  readonly traceID: string;
  readonly spans: number;
  readonly sameShape: boolean;
  /** Lines of the shape that was sent and did not come, with "-", and those that came instead, with "+". */
  readonly shapeLines: readonly string[];
  /** Sentences about fields that came back changed. */
  readonly changes: readonly string[];
}

const SEND_MS_MAX = 10_000;
const ARRIVES_MS_MAX = 10_000;
const LOOK_EVERY_MS = 50;
const CHANGES_MAX = 10;

/** Keeps ids, or makes new ones: by a seed, else at random. */
export function idsFor({
  keepIds,
  seed,
}: Pick<ReplayOptions, "keepIds" | "seed">): (id: string, bytes: number) => string {
  if (keepIds) return (id) => id;
  const random = seed === undefined ? undefined : new Random(seed);
  const drawn = (bytes: number) =>
    random ? Buffer.from(Array.from({ length: bytes }, () => random.int(0, 255))) : randomBytes(bytes);
  return newIds((bytes) => drawn(bytes).toString("hex"));
}

/**
 * Sends traces again, reads them back through the query API, and compares. Rejects when that store has one of these ids
 * already, refuses spans, or does not have all of them after ten seconds.
 */
export async function replayTraces(
  client: QueryClient,
  traces: readonly Trace[],
  options: ReplayOptions,
): Promise<Replay[]> {
  const moved = movedTraces(traces, { nowUs: options.nowUs, newId: idsFor(options) });
  for (const { traceId } of moved) {
    if (!(await client.hasTrace(traceId))) continue;
    const advice = options.keepIds ? "leave out --keep-ids" : "take another --seed";
    throw new Error(`${client.url} has trace ${traceId} already: ${advice}, or send it to another store`);
  }
  await sendTraces(options.to, moved);
  return Promise.all(moved.map(async (sent, i) => comparisonOf(traces[i]!.traceId, sent, await arrived(client, sent))));
}

/** Sends traces as OTLP in JSON. */
async function sendTraces(to: string, traces: readonly Trace[]): Promise<void> {
  const url = parseHttpUrl(to);
  url.pathname = `${url.pathname.replace(/\/(v1\/traces\/?)?$/, "")}/v1/traces`;
  const shown = `${url.origin}${url.pathname}`;
  const request = { json: JSON.stringify(otlpTraces(traces)), signal: AbortSignal.timeout(SEND_MS_MAX) };
  const answer = await directFetch(url, request).catch((cause: unknown) => {
    throw new Error(`nothing takes spans at ${shown}: --to names an OTLP/HTTP address`, { cause });
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${shown} answers ${answer.status}: ${oneLine(text.slice(0, 200))}`);
  // {"partialSuccess":{"rejectedSpans":"1","errorMessage":"…"}}, if any was.
  if (/"rejectedSpans":\s*"?[1-9]/.test(text))
    throw new Error(`${shown} refuses spans: ${oneLine(text.slice(0, 400))}`);
}

/** The trace as the store has it, once it has as many spans as were sent. */
async function arrived(client: QueryClient, { traceId, spans }: Trace): Promise<Trace> {
  const giveUpAt = performance.now() + ARRIVES_MS_MAX;
  for (;;) {
    const came = (await client.hasTrace(traceId)) ? await client.trace(traceId) : undefined;
    if (came && came.spans.length >= spans.length) return came;
    if (performance.now() > giveUpAt) {
      const what = came ? `only ${came.spans.length} of ${spans.length} spans` : "nothing";
      throw new Error(`${what} of trace ${traceId} came to ${client.url} in ${ARRIVES_MS_MAX / 1000} s`);
    }
    await pause(LOOK_EVERY_MS);
  }
}

function comparisonOf(from: string, sent: Trace, came: Trace): Replay {
  const shapes = [shapeOf(sent.spans), shapeOf(came.spans)] as const;
  return {
    from,
    traceID: sent.traceId,
    spans: sent.spans.length,
    sameShape: shapes[0] === shapes[1],
    shapeLines: [...linesWithout(shapes[0], shapes[1], "- "), ...linesWithout(shapes[1], shapes[0], "+ ")],
    changes: changesOf(sent, came),
  };
}

/** The lines of a text that another has not, or not as often. */
function linesWithout(text: string, other: string, mark: string): string[] {
  const left = new Map<string, number>();
  for (const line of other.split("\n")) left.set(line, (left.get(line) ?? 0) + 1);
  return text.split("\n").flatMap((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count > 0 ? [] : [mark + line];
  });
}

function changesOf(sent: Trace, came: Trace): string[] {
  const byId = Map.groupBy(came.spans, ({ spanId }) => spanId);
  const changes = sent.spans.flatMap((span) => {
    // Spans of Zipkin may share an id; the shape tells them apart.
    const fitting = (byId.get(span.spanId) ?? []).find(({ kind }) => kind === span.kind);
    return fitting ? spanChanges(span, fitting, came.startUs - sent.startUs) : [];
  });
  const more = changes.length - CHANGES_MAX;
  return more > 0 ? [...changes.slice(0, CHANGES_MAX), `and ${more} more`] : changes;
}

function spanChanges(sent: Span, came: Span, shiftUs: number): string[] {
  const name = `${sent.process.service} ${sent.operation}`;
  const has = new Set(came.tags.map(({ key }) => key));
  const lost = sent.tags.filter(({ key }) => !has.has(key)).map(({ key }) => key);
  return [
    sent.durationUs === came.durationUs ? "" : `${name}: ${sent.durationUs} µs became ${came.durationUs} µs`,
    came.startUs - sent.startUs === shiftUs ? "" : `${name} starts at another time`,
    lost.length === 0 ? "" : `${name} has lost ${lost.join(", ")}`,
    sent.logs.length === came.logs.length ? "" : `${name}: ${sent.logs.length} events became ${came.logs.length}`,
    sent.links.length === came.links.length ? "" : `${name}: ${sent.links.length} links became ${came.links.length}`,
  ].filter((change) => change !== "");
}
