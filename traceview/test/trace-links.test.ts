import { expect, test } from "vitest";
import type { TraceStore } from "../src/index.ts";
import type { TraceLinks } from "../src/viewer-api/answers.ts";
import { getJson } from "./filled-store.ts";
import { span } from "./spans.ts";
import { startTestStore } from "./start.ts";

const pad = (id: string, digits = 32): string => id.padStart(digits, "0");
const linkTo = (traceId: string, spanId: string) =>
  ({ type: "FOLLOWS_FROM", traceId: pad(traceId), spanId: pad(spanId, 16), tags: [] }) as const;

async function linksOf(traces: TraceStore, id: string): Promise<unknown> {
  const { status, body } = await getJson(traces, `/api/view/traces/${id}/links`);
  return status === 200 ? body : status;
}

test("a link is found from both of its ends, and within one trace", async () => {
  await using traces = await startTestStore();
  const links = [linkTo("1", "a"), linkTo("9", "b")];
  traces.store.add([
    span({ traceId: "1", spanId: "a", service: "frontend", operation: "POST /cart/checkout" }),
    span({ traceId: "2", spanId: "c", service: "mailworker", operation: "process mails", links }),
    span({ traceId: "2", spanId: "d", service: "mailworker", operation: "settle", links: [linkTo("2", "c")] }),
  ]);
  const order = { traceID: pad("1"), spanID: pad("a", 16), service: "frontend", operation: "POST /cart/checkout" };
  const worker = { traceID: pad("2"), spanID: pad("c", 16), service: "mailworker", operation: "process mails" };
  expect(await linksOf(traces, "1")).toEqual({ to: [], from: [{ ownSpanID: pad("a", 16), ...worker }] });
  expect(await linksOf(traces, "2")).toEqual({
    to: [
      { ownSpanID: pad("c", 16), ...order },
      { ownSpanID: pad("c", 16), traceID: pad("9"), spanID: pad("b", 16), service: "", operation: "" },
      { ownSpanID: pad("d", 16), ...worker },
    ],
    from: [
      { ownSpanID: pad("c", 16), traceID: pad("2"), spanID: pad("d", 16), service: "mailworker", operation: "settle" },
    ],
  });
  expect(await linksOf(traces, "9")).toBe(404);
});

test("of very many links a hundred are told in each direction", async () => {
  await using traces = await startTestStore();
  const links = Array.from({ length: 130 }, (_, i) => linkTo("1", `${i + 1}`));
  traces.store.add([span({ traceId: "1", spanId: "a" }), span({ traceId: "2", links })]);
  const read = async (id: string) => (await getJson(traces, `/api/view/traces/${id}/links`)).body as TraceLinks;
  expect((await read("1")).from).toHaveLength(100);
  expect((await read("2")).to).toHaveLength(100);
});
