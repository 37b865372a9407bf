import { millisecondsText, type Trace } from "@hipstershop/traces";
import type { Comparison, PathDifference } from "@hipstershop/traceview/compare";
import { oneLine } from "@hipstershop/text";
import colors from "picocolors";
import type { QueryClient } from "./query-client.ts";
import { namesTrace, traceIdOf } from "./which-trace.ts";

const GROUP_MAX = 500;
const ROWS_MAX = 25;

/**
 * One side of a comparison: trace ids separated by commas (their first digits, or "latest"), or a query. Our own store supports its full query language,
 * other Jaeger APIs only these terms: service=, operation=, duration>50ms, error, key=value.
 */
export async function groupOf(client: QueryClient, operand: string): Promise<Trace[]> {
  const ids = operand.split(",").map((id) => id.trim());
  if (ids.every(namesTrace)) return Promise.all(ids.map(async (id) => client.trace(await traceIdOf(client, id))));
  const query = operand.replace(/^q:/, "").trim();
  const params = new URLSearchParams({ q: query, limit: String(GROUP_MAX) });
  const found = searchAnswerOf(await client.jsonIfServed(`/api/view/search?${params.toString()}`));
  if (found?.problem) throw new Error(`${JSON.stringify(query)}: ${found.problem.message}`);
  const traces = found
    ? await Promise.all(found.traces.map(({ traceID }) => client.trace(traceID)))
    : await client.search(filterOf(query));
  if (traces.length === 0) throw new Error(`no trace fits ${JSON.stringify(query)}`);
  return traces;
}

/** The fields of our store's search answer that are read. */
interface SearchAnswer {
  readonly traces: readonly { readonly traceID: string }[];
  readonly problem: { readonly message: string } | null;
}

/** Undefined for JSON of any other shape, which another Jaeger may serve at this path. */
function searchAnswerOf(answer: unknown): SearchAnswer | undefined {
  const { traces, problem } = (answer ?? {}) as Partial<Record<keyof SearchAnswer, unknown>>;
  if (!Array.isArray(traces)) return undefined;
  const ids = traces.map((trace) => (trace as { readonly traceID?: unknown } | null)?.traceID);
  if (!ids.every((id) => typeof id === "string")) return undefined;
  const { message } = (problem ?? {}) as { readonly message?: unknown };
  return {
    traces: ids.map((traceID) => ({ traceID })),
    problem: typeof message === "string" ? { message } : null,
  };
}

function filterOf(query: string) {
  const tags: Record<string, string> = {};
  let [service, operation, minDuration]: (string | undefined)[] = [];
  for (const term of query.match(/(?:[^\s"]|"[^"]*")+/g) ?? []) {
    const [, key = "", sign = "", quoted = ""] = /^([^=>]+)([=>])(.+)$/.exec(term) ?? [];
    const value = quoted.replaceAll('"', "");
    if (term === "error") tags["error"] = "true";
    else if (sign === ">" && key === "duration") minDuration = value;
    else if (sign !== "=")
      throw new Error(
        `${JSON.stringify(term)}: this API finds service=, operation=, duration>, error and key=value only`,
      );
    else if (key === "service") service = value;
    else if (key === "operation") operation = value;
    else tags[key] = value;
  }
  return { service, operation, minDuration, tags, limit: GROUP_MAX };
}

const PAINT: Readonly<Record<PathDifference["verdict"], (text: string) => string>> = {
  slower: colors.red,
  errors: colors.red,
  faster: colors.green,
  added: colors.yellow,
  removed: colors.yellow,
  same: colors.dim,
  untested: colors.dim,
};

/** The verdicts as words of at most eight letters. */
const WORDS: Readonly<Record<PathDifference["verdict"], string>> = {
  slower: "slower",
  errors: "errors",
  faster: "faster",
  added: "added",
  removed: "removed",
  same: "same",
  untested: "–",
};

/**
 * The comparison as text: the sentences of the viewer's page of comparisons, then a verdict, a path and the changes from
 * a to b per difference, likely causes first.
 */
export function diffText(comparison: Comparison, width: number): string {
  const { a, b, headline, notes, differences } = comparison;
  const head = `a: ${a.traces} ${a.traces === 1 ? "trace" : "traces"}, b: ${b.traces} ${b.traces === 1 ? "trace" : "traces"}`;
  const shown = differences.slice(0, ROWS_MAX);
  const rows = shown.flatMap((difference) => rowOf(difference, width));
  const rest = differences.length - shown.length;
  return [
    ...wrapped(oneLine(headline), width).map((line) => colors.bold(line)),
    ...notes.flatMap((note) => wrapped(oneLine(note), width)),
    colors.dim(head),
    "",
    ...rows,
    ...(rest > 0 ? [colors.dim(`… and ${rest} more paths`)] : []),
  ].join("\n");
}

/** The text in lines of at most `width` characters, broken at spaces; a longer word has a line of its own. */
function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

function rowOf({ path, verdict, selfDelta, durationDelta, pValue, a, b }: PathDifference, width: number): string[] {
  const signed = (us: number) => `${us < 0 ? "−" : "+"}${millisecondsText(Math.abs(us))}`;
  const chance = verdict === "slower" || verdict === "faster" ? ` · p ${pValue?.toExponential(1)}` : "";
  const errors =
    (a?.errorShare ?? 0) !== (b?.errorShare ?? 0)
      ? ` · errors ${percentText(a?.errorShare)} → ${percentText(b?.errorShare)}`
      : "";
  const counts =
    a && b && a.countPerTrace !== b.countPerTrace
      ? ` · calls ${countText(a.countPerTrace)} → ${countText(b.countPerTrace)}`
      : "";
  const facts = `own ${signed(selfDelta)} · in all ${signed(durationDelta)}${chance}${errors}${counts}`;
  const name = oneLine(path.join(" › "));
  const room = Math.max(20, width - 9);
  const shown = name.length > room ? `…${name.slice(name.length - room + 1)}` : name;
  return [`${PAINT[verdict](WORDS[verdict].padEnd(8))} ${shown}`, `         ${colors.dim(facts)}`];
}

function percentText(share: number | undefined): string {
  return share === undefined ? "–" : `${Math.round(share * 100)} %`;
}

function countText(value: number): string {
  return value.toFixed(1).replace(/\.0$/, "");
}
