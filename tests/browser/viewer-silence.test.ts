import type { Span } from "@hipstershop/traces";
import { expect, test } from "vitest";
import { axeProblems } from "./inspect.ts";
import { describeInBrowser } from "./test/stage.ts";

let lastId = 0;

/** A call of the payment 20 s ago, as its caller saw it, with the payment's own span or without. */
function charge(tags: Readonly<Record<string, string>>, isAnswered = false): Span[] {
  const traceId = (++lastId).toString(16).padStart(32, "5");
  const startUs = (Date.now() - 20_000) * 1000 + lastId;
  const error = tags["error.type"] !== undefined;
  const [shared, operation] = [{ traceId, flags: 1, startUs, durationUs: 900, logs: [], links: [] }, "demo.Bank/Pay"];
  const call: Span = {
    ...shared,
    spanId: "1".repeat(16),
    parentSpanId: "",
    operation,
    kind: "client",
    error,
    tags: Object.entries(tags).map(([key, value]) => ({ key, type: "string", value })),
    process: { service: "till", tags: [] },
  };
  const answer: Span = {
    ...call,
    spanId: "2".repeat(16),
    parentSpanId: call.spanId,
    kind: "server",
    process: { service: "bankservice", tags: [] },
  };
  return isAnswered ? [call, answer] : [call];
}

describeInBrowser("a service that leaves no spans", (stage) => {
  test("is named with its callers and what to check, and told from one that is down", async () => {
    const page = await stage.open();
    const add = (spans: readonly Span[]) => stage.shop.store.add(spans, Date.now() - 20_000);
    const notice = page.getByRole("region", { name: "Services that leave no spans" });
    const open = async () => {
      await page.goto(`${stage.shop.status.traces}/monitor`);
      await page.getByText(/the last span .* ago/).waitFor();
    };
    add(charge({}, true));
    await open();
    expect(await notice.count()).toBe(0);

    add(charge({ "rpc.response.status_code": "OK" }));
    await open();
    await notice.getByRole("heading", { name: "Spans of bankservice are missing" }).waitFor();
    expect(await notice.innerText()).toMatch(/bankservice answered 1 call from till, \d+ s ago; no span/);
    await notice.getByText("What to check").click();
    expect(await notice.getByRole("listitem").filter({ hasText: "exporter" }).count()).toBe(1);
    expect(await axeProblems(page)).toEqual([]);

    for (let calls = 0; calls < 2; calls += 1)
      add(charge({ "rpc.response.status_code": "UNAVAILABLE", "error.type": "connection refused" }));
    await open();
    await notice.getByRole("heading", { name: "bankservice does not answer" }).waitFor();
    expect(await notice.innerText()).toMatch(/was not reached: 3 calls from till.*\(connection refused\)/);

    add(charge({}, true));
    await open();
    expect(await notice.count()).toBe(0);
  });
});
