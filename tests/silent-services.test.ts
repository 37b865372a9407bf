import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import { launchHere } from "@hipstershop/shop/launch-here";
import type { Launch } from "@hipstershop/shop/launch";
import type { Trace } from "@hipstershop/traces";
import { unansweredServices } from "@hipstershop/traceview/unanswered";
import { expect, test } from "vitest";
import { startTestShop, type TestShop } from "./support/shop.ts";
import { wholeTrace } from "./support/traces.ts";
import { checkoutFields, Visitor } from "./support/visitor.ts";

/** What the viewer says this much later. */
const LATER_MS = 30_000;

/** The shop with variables of one service changed. */
function withService(name: string, variables: Record<string, string>): Launch {
  return (service, environment, events) =>
    launchHere(service, { ...environment, ...(service.name === name && variables) }, events);
}

async function buy(shop: TestShop): Promise<void> {
  const visitor = new Visitor(shop.url);
  await visitor.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" });
  await visitor.post("/cart/checkout", checkoutFields);
}

const unanswered = (shop: TestShop) => unansweredServices(shop.store, [], Date.now() + LATER_MS);
/** Until all exporters have sent. */
const WAIT = { timeout: PATIENCE_MS };

test("after a purchase, whoever only looks at the home page raises no alarm", async () => {
  await using shop = await startTestShop();
  const visitor = new Visitor(shop.url);
  await visitor.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" });
  const order = await visitor.post("/cart/checkout", checkoutFields);
  const home = await visitor.get("/");
  // Not until they are whole: on a busy machine a call may end at its deadline before it was sent.
  const hasRoot = ({ spans }: Trace) => spans.some(({ parentSpanId }) => parentSpanId === "");
  for (const { traceId } of [order, home]) await wholeTrace(shop, traceId, hasRoot);
  expect(shop.store.seenServices()).toContain("paymentservice");
  await expect.poll(() => unanswered(shop), WAIT).toEqual([]);
});

test("a service without telemetry that is called is named, with its callers", async () => {
  await using shop = await startTestShop({}, withService("paymentservice", { OTEL_TRACES_EXPORTER: "none" }));
  await buy(shop);
  await expect
    .poll(() => unanswered(shop), WAIT)
    .toMatchObject([
      { name: "PaymentService", known: true, reason: "spans-missing", calls: 1, callers: ["checkoutservice"] },
    ]);
});

test("a service that is down is told from one whose telemetry is lost", async () => {
  await using shop = await startTestShop({}, withService("checkoutservice", { PAYMENT_SERVICE_ADDR: "127.0.0.1:1" }));
  await buy(shop);
  await expect
    .poll(() => unanswered(shop), WAIT)
    .toMatchObject([
      {
        name: "PaymentService",
        reason: "no-answer",
        callers: ["checkoutservice"],
        problem: expect.stringContaining("ECONNREFUSED"),
      },
    ]);
});
