import { directFetch } from "@hipstershop/runtime";
import { answerTo, isTrace, spanNamed } from "../src/course/answers.ts";
import { attribute, faultSpan, nameOf } from "../src/course/find-spans.ts";
import { about, type CheckContext, evidenceOf, failed, folderOf, type Lab, notYet, passed } from "../src/course/lab.ts";
import { CAMERA_LENS, type Stage, TYPEWRITER } from "../src/course/stage.ts";
import type { ReadTrace } from "../src/course/trace-reader.ts";
import { logLines, type SourcePlace, sourceOf } from "../src/course/viewer-reader.ts";

const FAULT = "productCatalogFailure";
const CATALOG = "productcatalogservice";
const SCRAPE_MS_MAX = 2000;
const OTHER_PRODUCT = "2ZYFJ3GM2N";

export const lab: Lab = {
  id: "12",
  folder: folderOf(import.meta.dirname),
  title: "Five hops: from a metric to a line of source",
  minutes: 12,
  questions: [
    { key: "status", kind: "text", text: "Which rpc_response_status_code of GetProduct should have no calls?" },
    { key: "trace", kind: "trace", text: "Which trace does the exemplar of that series name?" },
    { key: "span", kind: "span", text: "In which span did the error begin?" },
    { key: "line", kind: "text", text: "What does the log line say that reports the error of this request?" },
    { key: "source", kind: "text", text: "Where is that span made? file:line" },
  ],
  async prepare(stage) {
    const visitor = stage.visitor();
    const page1 = await visitor.get(`/product/${CAMERA_LENS}`);
    const page2 = await visitor.get(`/product/${TYPEWRITER}`, { fault: `${FAULT}:oneProduct` });
    const page3 = await visitor.get(`/product/${OTHER_PRODUCT}`);
    const metrics = stage.metrics?.[CATALOG] ?? "";
    return { clicks: { page1, page2, page3 }, facts: { metrics, exemplar: await exemplarOf(stage, page2.traceId) } };
  },
  async check(answers, context) {
    const trace = await read(context);
    const began = faultSpan(trace, FAULT);
    if (!began)
      return notYet("The failed page’s trace has not arrived, or the fault did not act. Start the lab again.");
    const checked =
      about(
        "status",
        checkStatus(answerTo(answers, "status"), String(attribute(began, "rpc.response.status_code") ?? "")),
      ) ??
      about("trace", checkTrace(answerTo(answers, "trace"), context)) ??
      about("span", checkSpan(answerTo(answers, "span"), trace, began.spanId));
    if (checked) return checked;
    const [lines, place] = await Promise.all([
      logLines(context.traces.api, trace.traceId),
      sourceOf(context.traces.api, began),
    ]);
    const errors = lines?.filter(({ severity }) => severity === "error" || severity === "warn");
    const line = errors?.[0];
    const given = plain(answerTo(answers, "line"));
    const texts = errors?.flatMap(({ message, error }) => [message, error]).filter((text) => text !== "") ?? [];
    if (line && !texts.some((text) => given.includes(plain(text)) || plain(text) === given)) {
      const feedback = lines?.some(({ message }) => plain(message) === given)
        ? `That line is of this trace, but says that a request ended. There is one of severity ${line.severity}.`
        : `No log line of this trace with an error says “${answerTo(answers, "line")}”. Look for its trace_id in the log of the service that gave up.`;
      return about("line", failed(feedback, evidenceOf(began)));
    }
    const wrongSource = place && about("source", checkSource(answerTo(answers, "source"), place));
    if (wrongSource) return wrongSource;
    return passed(
      `Right. ${attribute(began, "rpc.response.status_code")} in the metric, its exemplar, this trace, ${nameOf(began)}${line ? `, “${line.message}: ${line.error}” in the log of ${line.service}` : ""}${place ? `, ${place.file}:${place.line}` : ""}: five hops, without a guess.${line && place ? "" : " What the trace store does not know, logs or sources, was not checked."}`,
      evidenceOf(began),
    );
  },
  cases: [
    { name: "start", expected: "not yet", answers: () => ({}) },
    { name: "solution", expected: "passed", answers: (context) => solution(context) },
    {
      name: "wrong-status",
      expected: "failed",
      because: "answered as they should be",
      answers: async (context) => ({ ...(await solution(context)), status: "OK" }),
    },
    {
      name: "wrong-trace",
      expected: "failed",
      because: "was answered with 200",
      answers: async (context) => ({
        ...(await solution(context)),
        trace: context.scene.clicks["page1"]?.traceId ?? "",
      }),
    },
    {
      name: "wrong-caller",
      expected: "failed",
      because: "passed it on",
      answers: async (context) => ({ ...(await solution(context)), span: (await read(context)).root?.spanId ?? "" }),
    },
    {
      name: "wrong-healthy-span",
      expected: "failed",
      because: "has no error",
      answers: async (context) => ({ ...(await solution(context)), span: "CartService/GetCart" }),
    },
  ],
};

/** A bucket of the failed call with its exemplar, as the catalog's metrics have it; "" where they can't be reached. */
async function exemplarOf({ metrics }: Stage, traceId: string): Promise<string> {
  const address = metrics?.[CATALOG] ?? "";
  if (address === "") return "";
  try {
    const headers = { accept: "application/openmetrics-text" };
    const answer = await directFetch(address, { headers, signal: AbortSignal.timeout(SCRAPE_MS_MAX) });
    const lines = (await answer.text()).split("\n");
    const own = lines.filter((line) => line.startsWith("rpc_server_call") && line.includes(`trace_id="${traceId}"`));
    // The request's other calls succeeded, and may be exemplars of their series.
    return own.find((line) => !line.includes('rpc_response_status_code="OK"')) ?? "";
  } catch {
    return "";
  }
}

function checkStatus(given: string, status: string) {
  if (given.toUpperCase() === status) return undefined;
  if (given.toUpperCase() === "OK") return failed("Calls with OK were answered as they should be.");
  return failed(`There is no call of GetProduct with ${given} among yours. Which status has a series beside OK?`);
}

function checkTrace(given: string, { scene }: CheckContext) {
  const click = Object.values(scene.clicks).find(({ traceId }) => isTrace(given, traceId));
  if (!click)
    return failed("That is none of your three traces: an exemplar of somebody else’s request, or another series.");
  if (click === scene.clicks["page2"]) return undefined;
  return failed(`${click.request} was answered with ${click.status}: it is not counted among the failed calls.`, {
    traceId: click.traceId,
    spanId: "",
  });
}

function checkSpan(given: string, trace: ReadTrace, beganId: string) {
  const span = spanNamed(given, trace);
  if (!span) return failed("There is no such span in that trace.");
  if (span.spanId === beganId) return undefined;
  // A name alone may mean either side of the call.
  const isCall = span.operation.endsWith("/GetProduct") && span.error && !given.includes(span.spanId);
  if (isCall) return undefined;
  return failed(
    span.error
      ? `${nameOf(span)} failed because a call below it did: it passed it on. Go deeper.`
      : `${nameOf(span)} has no error.`,
    evidenceOf(span),
  );
}

/** The file is enough; a line, if given, has to be right. */
function checkSource(given: string, { file, line }: SourcePlace) {
  const [path = "", number] = given.split(":");
  const name = path.trim().replaceAll("\\", "/");
  if (name === "" || !(file.endsWith(name) || name.endsWith(file)))
    return failed(`${given} does not make that span. The span’s detail names its file.`);
  if (name.length < "catalog/src/handlers.ts".length && !name.includes("catalog"))
    return failed(`Several services have a ${name}: give the path, with the service’s folder.`);
  if (number !== undefined && Number(number) !== line)
    return failed(`It is that file, but another line than ${number}: where is the handler of the rpc?`);
  return undefined;
}

function plain(text: string): string {
  return text.trim().toLowerCase().replaceAll(/\s+/g, " ").replace(/\.$/, "");
}

async function read({ scene, traces }: CheckContext): Promise<ReadTrace> {
  return traces.whole(scene.clicks["page2"]?.traceId ?? "");
}

async function solution(context: CheckContext) {
  const trace = await read(context);
  const began = faultSpan(trace, FAULT);
  const place = began && (await sourceOf(context.traces.api, began));
  const lines = await logLines(context.traces.api, trace.traceId);
  return {
    status: "INTERNAL",
    trace: trace.traceId,
    span: `${trace.traceId}:${began?.spanId ?? ""}`,
    line: lines?.find(({ severity }) => severity === "error")?.message ?? "not known here",
    source: place ? `${place.file}:${place.line}` : "not known here",
  };
}
