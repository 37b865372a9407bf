import { randomBytes } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import type { Span, Tag } from "@hipstershop/traces";
import { sendTraces } from "../src/course/send-traces.ts";
import type { Click } from "../src/course/stage.ts";

/** What one mail takes. */
const MAIL_MS = 20;

/**
 * The lab's worker: takes orders from its queue, all at once, and asks their customers for a review. Its span is sent to
 * the collector at `otlp`, with a link to each order's first span. Resolves to the worker's own trace id; rejects with a
 * ShopError when the collector does not take it.
 */
export async function askForReviews(otlp: string, orders: readonly Click[]): Promise<string> {
  const startUs = Date.now() * 1000;
  await pause(MAIL_MS * orders.length);
  const span: Span = {
    traceId: hex(16),
    spanId: hex(8),
    parentSpanId: "",
    flags: 1,
    operation: "process reviews",
    kind: "consumer",
    error: false,
    startUs,
    durationUs: Date.now() * 1000 - startUs,
    tags: [
      text("messaging.operation.type", "process"),
      text("messaging.destination.name", "reviews"),
      { key: "messaging.batch.message_count", type: "int64", value: orders.length },
    ],
    logs: [],
    links: orders.map(({ traceId, spanId = "" }) => ({ type: "FOLLOWS_FROM", traceId, spanId, tags: [] })),
    process: { service: "reviewworker", tags: [] },
  };
  const trace = { traceId: span.traceId, spans: [span], startUs, endUs: startUs + span.durationUs };
  await sendTraces(otlp, [trace]);
  return span.traceId;
}

function hex(bytes: number): string {
  return randomBytes(bytes).toString("hex");
}

function text(key: string, value: string): Tag {
  return { key, type: "string", value };
}
