import type { Span } from "@hipstershop/traces";
import { expect, test } from "vitest";
import { axeProblems } from "./inspect.ts";
import { describeInBrowser } from "./test/stage.ts";
import { openTrace } from "./viewer-purchase.ts";

const ORDER = "1".repeat(32);
const WORKER = "2".repeat(32);
const GONE = "9".repeat(32);

function span(spec: Pick<Span, "traceId" | "spanId" | "operation"> & Partial<Span>, service: string): Span {
  return {
    parentSpanId: "",
    flags: 1,
    kind: "consumer",
    error: false,
    startUs: (Date.now() - 60_000) * 1000,
    durationUs: 900,
    tags: [],
    logs: [],
    links: [],
    process: { service, tags: [] },
    ...spec,
  };
}

const order = span({ traceId: ORDER, spanId: "a".repeat(16), operation: "POST /cart/checkout" }, "frontend");
const worker = span(
  {
    traceId: WORKER,
    spanId: "b".repeat(16),
    operation: "process mails",
    links: [order, { traceId: GONE, spanId: "c".repeat(16) }].map(({ traceId, spanId }) => ({
      type: "FOLLOWS_FROM",
      traceId,
      spanId,
      tags: [],
    })),
  },
  "mailworker",
);

describeInBrowser("span links", (stage) => {
  test("lead to the other trace and back, from the head of a trace and from the detail of a span", async () => {
    stage.shop.store.add([order, worker], Date.now() - 60_000);
    const page = await stage.open();
    await openTrace(stage, page, WORKER);
    const head = page.getByText(/^links to/);
    expect(await head.innerText()).toBe(`links to frontend POST /cart/checkout, trace ${GONE}, which is not kept here`);
    await head.getByRole("link", { name: "frontend POST /cart/checkout" }).click();

    const detail = page.getByRole("complementary", { name: "The chosen span" });
    await detail.getByRole("heading", { name: "POST /cart/checkout" }).waitFor();
    expect(page.url()).toContain(ORDER);
    expect(await page.getByText(/^linked from/).innerText()).toBe("linked from mailworker process mails");
    expect(await axeProblems(page)).toEqual([]);
    await detail.getByRole("link", { name: `mailworker process mails of trace ${WORKER}` }).click();

    await detail.getByRole("heading", { name: "process mails" }).waitFor();
    expect(page.url()).toContain(WORKER);
    await detail.getByRole("link", { name: `frontend POST /cart/checkout of trace ${ORDER}` }).waitFor();
    await detail.getByRole("link", { name: `span ${"c".repeat(16)} of trace ${GONE}` }).waitFor();
  });
});
