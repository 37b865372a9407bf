import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { SHOP_LEARNER } from "@hipstershop/faults/names";
import { movedTraces, newIds, readJaegerTrace, type Span, tracesInAnswer } from "@hipstershop/traces";
import { sendTraces } from "../src/course/send-traces.ts";
import { tagText } from "../src/course/spans.ts";
import type { Click, Stage } from "../src/course/stage.ts";

/**
 * Sends recorded pages to the stage's collector, as if they had been loaded just now by the learner: page1, page2 and so
 * on. Rejects with a ShopError when the collector does not take them.
 */
export async function sendRecording(file: string, { otlp = "", learner }: Stage): Promise<Record<string, Click>> {
  const answer: unknown = JSON.parse(gunzipSync(readFileSync(file)).toString());
  const recorded = tracesInAnswer(answer).map(readJaegerTrace);
  const ids = newIds((bytes) => randomBytes(bytes).toString("hex"));
  const traces = movedTraces(recorded, { nowUs: Date.now() * 1000, newId: ids }).map((trace) => ({
    ...trace,
    spans: trace.spans.map((span) => ofLearner(span, learner)),
  }));
  await sendTraces(otlp, traces);
  return Object.fromEntries(
    traces.map(({ traceId, spans }, i) => {
      const root = spans.find(({ parentSpanId }) => parentSpanId === "");
      const request = root ? `${tagText(root, "http.request.method")} ${tagText(root, "url.path")}` : "";
      const status = root ? Number(tagText(root, "http.response.status_code")) : 0;
      return [`page${i + 1}`, { request, status, traceId }];
    }),
  );
}

/** With the learner's name, as spans of all requests in that name have it. */
function ofLearner(span: Span, learner: string): Span {
  return { ...span, tags: [...span.tags, { key: SHOP_LEARNER, type: "string", value: learner }] };
}
