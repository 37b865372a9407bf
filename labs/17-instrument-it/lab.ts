import { randomBytes } from "node:crypto";
import { directFetch } from "@hipstershop/runtime";
import { failed, folderOf, type Lab, type LabCase, passed, type Verdict } from "../src/course/lab.ts";
import { runFile, type RunningFile } from "../src/course/run-file.ts";
import { type SentSpan, startSpanReceiver } from "../src/course/span-receiver.ts";
import { requestError } from "../src/course/work.ts";
import { judgeMetric, METRIC, scrape } from "./metric.ts";

const SERVER = "GET /discount";
const SPAN = "look up discount";
const PERCENT = "app.discount.percent";
const REFUSED = "discount.refused";
const ANSWER_MS_MAX = 2000;
const ARRIVES_MS_MAX = 1500;
/** A span is sent as soon as it ends, before the server span around it: what comes later than that was not ended. */
const LATER_MS_MAX = 400;
/** The look-up takes 60 ms; timers may be early by one. */
const LOOK_UP_MS_MIN = 50;

/** The codes that are asked for, with the status of the answer. */
const CODES = { known: "SPRING", unknown: "NEVER", again: "NEVER-AGAIN", broken: "BROKEN" } as const;
const ANSWERS = { known: 200, unknown: 404, again: 404, broken: 500 } as const;
type Code = keyof typeof CODES;
const ALL: readonly Code[] = ["known", "unknown", "again", "broken"];
/** What the counter holds of them, by result. */
const COUNTED = new Map([
  ["known", 1],
  ["unknown", 2],
  ["failed", 1],
]);

export const lab: Lab = {
  id: "17",
  folder: folderOf(import.meta.dirname),
  title: "Instrument it yourself",
  minutes: 15,
  questions: [],
  work: { folder: import.meta.dirname, files: ["discount.mjs", "tracing.mjs", "metrics.mjs"] },
  prepare: () => Promise.resolve({ clicks: {}, facts: {} }),
  async check(_answers, { work = "", stage }) {
    await using receiver = await startSpanReceiver(stage.otlp);
    const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url };
    await using service = await runFile({ folder: work, file: "discount.mjs", variables });
    const callers = ALL.map((code) => ({ code, traceId: hex(16), spanId: hex(8) }));
    const answers = await Promise.all(callers.map((caller) => ask(service, caller)));
    for (const [index, code] of ALL.entries()) {
      if (answers[index] !== ANSWERS[code]) {
        return failed(
          `The code ${CODES[code]} was answered with ${answers[index]} instead of ${ANSWERS[code]}: what the service does should not change by being watched.`,
        );
      }
    }
    // Each request has a server span. The span that is asked for is one more.
    await receiver.until((all) => all.filter(({ name }) => name === SERVER).length >= ALL.length, ARRIVES_MS_MAX);
    const spans = await receiver.until((all) => all.length >= ALL.length * 2, LATER_MS_MAX);
    for (const caller of callers) {
      const verdict = judge(caller.code, spans, caller.traceId);
      if (verdict) return verdict;
    }
    const metric = judgeMetric(await scrape(service), COUNTED, Object.values(CODES));
    if (metric) return metric;
    const own = callers.flatMap(({ traceId }) => spans.find((span) => span.traceId === traceId && isOwn(span)) ?? []);
    const evidence = stage.otlp === undefined ? [] : own.map(({ traceId, spanId }) => ({ traceId, spanId }));
    return passed(
      `Right. ${spans.length} spans arrived. “${SPAN}” is below each server span and as long as the look-up (${own.map(({ durationMs }) => `${Math.round(durationMs)} ms`).join(", ")}): ${PERCENT}=${own[0]?.attributes.get(PERCENT)}, the event ${REFUSED}, and the status error, each where it belongs. And ${METRIC} counted ${ALL.length} look-ups, in one series for each result.`,
      ...evidence,
    );
  },
  cases: [
    { name: "start", expected: "failed", because: `no span “${SPAN}”`, answers: () => ({}) },
    { name: "solution", expected: "passed", answers: () => ({}) },
    wrong("never-ended", "not ended"),
    wrong("not-awaited", "await"),
    wrong("text", "is a text"),
    wrong("lost-on-error", "when the look-up throws"),
    wrong("no-status", "status"),
    wrong("one-for-all", "a trace of its own"),
    wrong("no-event", REFUSED),
    wrong("no-metric", "no metric at all"),
    wrong("metric-name", "It holds lookups_total"),
    wrong("metric-unit", "a unit becomes a part of the name"),
    wrong("metric-gauge", "is a gauge"),
    wrong("metric-never-counts", "nothing added to it"),
    wrong("metric-lost-on-error", "passes by the counter"),
    wrong("metric-adds-percent", "is 20 after 1 such look-up"),
    wrong("metric-no-label", "lacks the label"),
    wrong("metric-code-label", "a code as somebody typed it"),
    wrong("metric-code-as-result", "a code as somebody typed it"),
  ],
};

/** A case of the files in solutions/wrong-<name>. */
function wrong(name: string, because: string): LabCase {
  return { name: `wrong-${name}`, expected: "failed", because, answers: () => ({}) };
}

interface Caller {
  readonly code: Code;
  readonly traceId: string;
  readonly spanId: string;
}

function hex(bytes: number): string {
  return randomBytes(bytes).toString("hex");
}

async function ask(service: RunningFile, { code, traceId, spanId }: Caller): Promise<number> {
  const headers = { traceparent: `00-${traceId}-${spanId}-01` };
  try {
    const url = `${service.url}/discount?code=${CODES[code]}`;
    const answer = await directFetch(url, { headers, signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    await answer.arrayBuffer();
    return answer.status;
  } catch (cause) {
    const problem = await service.problem();
    throw requestError(`it does not answer for the code ${CODES[code]}${problem && `: ${problem}`}`, cause);
  }
}

function isOwn({ name }: SentSpan): boolean {
  return name === SPAN;
}

function judge(code: Code, spans: readonly SentSpan[], traceId: string): Verdict | undefined {
  const request = `For the code ${CODES[code]}`;
  const server = spans.find((span) => span.traceId === traceId && span.name === SERVER);
  if (!server) return failed(`${request} no server span arrived: leave the one that is there as it was.`);
  const own = spans.filter((span) => span.traceId === traceId && isOwn(span));
  const [span] = own;
  if (!span) return failed(whyMissing(code, spans, request));
  if (own.length > 1) return failed(`${request} there are ${own.length} spans “${SPAN}”. One is enough.`);
  if (span.parentSpanId !== server.spanId) {
    const parent = spans.find(({ spanId }) => spanId === span.parentSpanId)?.name ?? "nobody known";
    return failed(`${request} the parent of “${SPAN}” is ${parent}, and not the server span.`);
  }
  // The shortest of all: on a busy machine a span that ended too early may still be long.
  const shortest = Math.min(...spans.filter((one) => isOwn(one)).map(({ durationMs }) => durationMs));
  if (shortest < LOOK_UP_MS_MIN) {
    return failed(
      `“${SPAN}” took ${shortest.toFixed(1)} ms, and the look-up 60: the span ended before it. Is there an await?`,
    );
  }
  return judgeContent(code, span, request);
}

/** Why there is no span below the server span. */
function whyMissing(code: Code, spans: readonly SentSpan[], request: string): string {
  const requests = new Set(spans.filter(({ name }) => name === SERVER).map((span) => span.traceId));
  const elsewhere = spans.find((span) => isOwn(span) && !requests.has(span.traceId));
  if (elsewhere) {
    return `${request} “${SPAN}” arrived in a trace of its own: it began where no request was active. Start it in the request that it is for.`;
  }
  if (code === "broken" && spans.some((span) => isOwn(span)))
    return `${request} no span “${SPAN}” arrived, while others did: when the look-up throws, the span is not ended. See finally.`;
  return `${request} the server span arrived, and no span “${SPAN}”: it was not started, or not ended. Only what has ended is sent.`;
}

function judgeContent(code: Code, span: SentSpan, request: string): Verdict | undefined {
  const percent = span.attributes.get(PERCENT);
  if (code === "known" && percent === undefined)
    return failed(`${request} “${SPAN}” has no attribute ${PERCENT}. It has: ${namesIn(span)}.`);
  if (code === "known" && typeof percent !== "number")
    return failed(`${request} ${PERCENT} is a text, “${percent}”: a search for more than 10 would not find it.`);
  if (code === "known" && percent !== 20) return failed(`${request} ${PERCENT} is ${percent}, and the answer was 20.`);
  if ((code === "unknown" || code === "again") && !span.events.includes(REFUSED)) {
    return failed(
      `${request}, which nobody knows, “${SPAN}” has no event ${REFUSED}. It has: ${span.events.join(", ") || "none"}.`,
    );
  }
  if (code !== "broken" && span.isError)
    return failed(`${request} the status of “${SPAN}” is error, though the look-up did its work.`);
  if (code === "broken" && !span.isError) {
    return failed(
      `${request} the look-up threw, but the status of “${SPAN}” is not error: no search for errors finds it. An exception’s event alone does not set it.`,
    );
  }
  return undefined;
}

function namesIn({ attributes }: SentSpan): string {
  return [...attributes.keys()].join(", ") || "none";
}
