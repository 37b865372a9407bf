import type { Span } from "@hipstershop/traces";
import { expect, test } from "vitest";
import { isWhole, readTrace } from "./trace-reader.ts";

const TRACE = "0".repeat(31) + "1";
const RPC = [{ key: "rpc.system.name", type: "string", value: "grpc" }] as const;

function span(spanId: string, parentSpanId: string, rest: Partial<Span> = {}): Span {
  return {
    traceId: TRACE,
    spanId,
    parentSpanId,
    flags: 1,
    operation: "GET /",
    kind: "server",
    error: false,
    startUs: 1,
    durationUs: 1,
    tags: [],
    logs: [],
    links: [],
    process: { service: "frontend", tags: [] },
    ...rest,
  };
}

const whole = (spans: readonly Span[], caller?: string): boolean => isWhole(readTrace(TRACE, spans), caller);

test("a trace is whole with its root, without orphans, and with a server's span for each rpc", () => {
  const call = span("b", "a", { kind: "client", tags: RPC });
  expect(whole([])).toBe(false);
  expect(whole([span("a", "")])).toBe(true);
  expect(whole([span("a", ""), call])).toBe(false);
  expect(whole([span("a", ""), call, span("c", "b")])).toBe(true);
  expect(whole([span("a", ""), span("d", "lost")])).toBe(false);
});

test("a call that failed has a server's span, too, unless its status leaves open whether it was received", () => {
  const failed = (status: string): Span =>
    span("b", "a", {
      kind: "client",
      error: true,
      tags: [...RPC, { key: "rpc.response.status_code", type: "string", value: status }],
    });
  expect(whole([span("a", ""), span("b", "a", { kind: "client", error: true, tags: RPC })])).toBe(true);
  expect(whole([span("a", ""), failed("UNAVAILABLE")])).toBe(true);
  expect(whole([span("a", ""), failed("DEADLINE_EXCEEDED")])).toBe(true);
  expect(whole([span("a", ""), failed("INTERNAL")])).toBe(false);
  expect(whole([span("a", ""), failed("INTERNAL"), span("c", "b")])).toBe(true);
});

test("a trace that a caller outside began is whole with the span below the caller's", () => {
  expect(whole([span("a", "outside")])).toBe(false);
  expect(whole([span("a", "outside")], "outside")).toBe(true);
  expect(whole([span("a", "outside"), span("d", "lost")], "outside")).toBe(false);
  expect(whole([span("d", "lost")], "outside")).toBe(false);
  expect(whole([span("a", "")], "outside")).toBe(false);
});
