import { randomBytes } from "node:crypto";
import { SHOP_FAULT, SHOP_LEARNER } from "@hipstershop/faults/names";
import { directFetch } from "@hipstershop/runtime";
import { faultSpan, faultsOf } from "../src/course/find-spans.ts";
import { evidenceOf, failed, folderOf, type Lab, passed, type Verdict } from "../src/course/lab.ts";
import { runFile, type RunningFile } from "../src/course/run-file.ts";
import { TYPEWRITER } from "../src/course/stage.ts";
import { isAnswered, type ReadTrace } from "../src/course/trace-reader.ts";
import { requestError } from "../src/course/work.ts";

const ANSWER_MS_MAX = 3000;
/** Each asks for a fault by which its baggage is seen in its spans. */
const REQUESTS = [
  [`/product/${TYPEWRITER}`, "catalogReload:on"],
  ["/cart", "cartStoreSlow:50ms"],
] as const;

export const lab: Lab = {
  id: "10",
  folder: folderOf(import.meta.dirname),
  title: "Mend a broken edge",
  minutes: 10,
  questions: [],
  work: { folder: import.meta.dirname, files: ["relay.mjs"] },
  async prepare(stage) {
    return { clicks: { direct: await stage.visitor().get(`/product/${TYPEWRITER}`) }, facts: {} };
  },
  async check(_answers, context) {
    const folder = context.work ?? "";
    // Several at once: a relay that mixes up requests does so for those that are under way together.
    const sent = [...REQUESTS, ...REQUESTS].map(([path, fault]) => newRequest(path, fault));
    await using relay = await runFile({ folder, file: "relay.mjs", variables: { SHOP_URL: context.stage.shop } });
    const ids = await Promise.all(sent.map((one) => askThrough(relay, one, context.stage.learner)));
    const early = judgeAnswers(sent, ids);
    if (early) return early;
    const seen = await Promise.all(sent.map(({ traceId, fault }) => context.traces.until(traceId, isThere(fault))));
    return judgeSpans(sent, seen);
  },
  cases: [
    { name: "start", expected: "failed", because: "another trace", answers: () => ({}) },
    { name: "solution", expected: "passed", answers: () => ({}) },
    { name: "wrong-no-baggage", expected: "failed", because: "baggage", answers: () => ({}) },
    { name: "wrong-new-trace", expected: "failed", because: "another trace", answers: () => ({}) },
    { name: "wrong-own-parent", expected: "failed", because: "nobody has recorded", answers: () => ({}) },
    { name: "wrong-not-sampled", expected: "failed", because: "not sampled", answers: () => ({}) },
    { name: "wrong-mixed-up", expected: "failed", because: "the trace of another request", answers: () => ({}) },
    { name: "wrong-crash", expected: "failed", because: "TypeError: headers.set", answers: () => ({}) },
  ],
};

interface Sent {
  readonly path: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly fault: string;
}

/** The caller's span is not recorded: the check sees whose child the shop's span is. */
function newRequest(path: string, fault: string): Sent {
  return { path, fault, traceId: randomBytes(16).toString("hex"), spanId: randomBytes(8).toString("hex") };
}

interface Received {
  readonly status: number;
  /** The trace that the shop says it has worked in; "" when the answer does not tell. */
  readonly traceId: string;
  readonly isSampled: boolean;
}

async function askThrough(
  relay: RunningFile,
  { path, traceId, spanId, fault }: Sent,
  learner: string,
): Promise<Received> {
  const headers = {
    "user-agent": "training",
    traceparent: `00-${traceId}-${spanId}-01`,
    tracestate: "lab=10",
    baggage: `${SHOP_LEARNER}=${encodeURIComponent(learner)},${SHOP_FAULT}=${encodeURIComponent(fault)}`,
  };
  try {
    const answer = await directFetch(relay.url + path, { headers, signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    await answer.arrayBuffer();
    const [, id = "", , flags] = answer.headers.get("traceresponse")?.split("-") ?? [];
    return { status: answer.status, traceId: id, isSampled: flags !== "00" };
  } catch (cause) {
    const problem = await relay.problem();
    throw requestError(`the relay does not answer GET ${path}${problem && `: ${problem}`}`, cause);
  }
}

/** What the answers tell already, without waiting for spans. */
function judgeAnswers(sent: readonly Sent[], received: readonly Received[]): Verdict | undefined {
  for (const [index, { path, traceId }] of sent.entries()) {
    const answer = received[index];
    if (!answer || answer.status !== 200)
      return failed(
        `GET ${path} through the relay was answered with ${answer?.status ?? 0}. It has to reach the shop.`,
      );
    if (answer.traceId === "")
      return failed(`The answer to GET ${path} has no header traceresponse any more: pass the shop’s headers back.`);
    if (answer.traceId === traceId && !answer.isSampled) {
      return failed(
        `GET ${path} arrived at the shop as not sampled, though its caller asked for it: the flag at the end of traceparent was changed. Nothing of it is recorded.`,
      );
    }
    if (answer.traceId === traceId) continue;
    const evidence = { traceId: answer.traceId, spanId: "" };
    if (sent.some((other) => other.traceId === answer.traceId)) {
      return failed(
        `GET ${path} arrived in the trace of another request, which was under way at the same moment. What belongs to one request is kept where the next one overwrites it.`,
        evidence,
      );
    }
    return failed(
      `GET ${path} was sent in trace ${traceId.slice(0, 8)}…, and the shop worked in another trace, ${answer.traceId.slice(0, 8)}…: the caller’s context did not arrive.`,
      evidence,
    );
  }
  return undefined;
}

function isThere(fault: string) {
  const [name = ""] = fault.split(":");
  return (trace: ReadTrace) =>
    serverOf(trace) !== undefined && (isAnswered(trace) || faultSpan(trace, name) !== undefined);
}

function serverOf({ spans }: ReadTrace) {
  return spans.find(({ kind, process }) => kind === "server" && process.service === "frontend");
}

function judgeSpans(sent: readonly Sent[], seen: readonly ReadTrace[]): Verdict {
  for (const [index, trace] of seen.entries()) {
    const request = sent[index];
    const server = serverOf(trace);
    if (!request || !server) return failed(`No span of GET ${request?.path ?? ""} has arrived: was it sampled?`);
    if (server.parentSpanId !== request.spanId) {
      return failed(
        `GET ${request.path} is in the right trace, but its parent is ${server.parentSpanId || "nobody"}, a span that nobody has recorded. The caller’s was ${request.spanId}.`,
        evidenceOf(server),
      );
    }
    if (!trace.spans.some((span) => faultsOf(span).includes(request.fault))) {
      return failed(
        `The trace is whole: the caller’s span is the parent. But the baggage did not arrive: it asked for ${request.fault}, and no span has that in app.fault.`,
        evidenceOf(server),
      );
    }
  }
  return passed(
    `Right. All ${sent.length} requests went through the relay in their own traces, below their callers’ spans, and with their baggage: ${REQUESTS.map(([, fault]) => fault).join(" and ")} acted, each where it was asked for.`,
    ...seen.flatMap((trace) => serverOf(trace) ?? []).map((span) => evidenceOf(span)),
  );
}
