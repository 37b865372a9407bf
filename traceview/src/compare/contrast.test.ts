import type { Span, Tag, Trace } from "@hipstershop/traces";
import { describe, expect, test } from "vitest";
import { span, tag } from "../../test/spans.ts";
import { contrastTraces } from "./contrast.ts";

/** A trace of one span with these tags. */
function trace(tags: readonly Tag[], more: Partial<Span> & { readonly service?: string } = {}): Trace {
  const one = span({ tags, ...more });
  return { traceId: one.traceId, spans: [one], startUs: one.startUs, endUs: one.startUs + one.durationUs };
}

const times = (count: number, make: (i: number) => Trace) => Array.from({ length: count }, (_, i) => make(i));
const names = (marked: readonly Trace[], others: readonly Trace[]) =>
  contrastTraces(marked, others).map(({ name }) => name);

describe("what sets traces apart", () => {
  test("is an attribute with its value, with the traces of each side that have it, and what finds it", () => {
    const money = (currency: string) => trace([tag("app.currency", currency)]);
    const marked = times(20, (i) => money(i < 19 ? "EUR" : "USD"));
    const others = times(180, (i) => money(i < 3 ? "EUR" : "USD"));
    expect(contrastTraces(marked, others)).toEqual([
      {
        kind: "attribute",
        name: "app.currency=EUR",
        terms: [{ key: "app.currency", value: "EUR" }],
        marked: 19,
        others: 3,
        pValue: expect.any(Number),
        alike: [],
      },
    ]);
    expect(contrastTraces(marked, others)[0]?.pValue).toBeLessThan(1e-15);
  });

  test("is a service, an operation, a call or a failure", () => {
    const root = span({ service: "frontend", operation: "GET /", spanId: "1" });
    const call = span({ service: "ads", operation: "shop.Ads/Get", spanId: "2", parentSpanId: "1", error: true });
    const whole = (spans: readonly Span[]): Trace => ({ traceId: root.traceId, spans, startUs: 0, endUs: 1 });
    const [first] = contrastTraces(
      times(20, () => whole([root, call])),
      times(20, () => whole([root])),
    );
    expect(first).toMatchObject({ kind: "operation", marked: 20, others: 0 });
    expect([first?.name, ...(first?.alike ?? [])].map((name) => name?.replace("shop.", ""))).toEqual([
      "ads Ads/Get",
      "ads Ads/Get fails",
      "frontend calls ads",
      "ads",
    ]);
    expect(first?.terms).toEqual([
      { key: "service", value: "ads" },
      { key: "operation", value: "shop.Ads/Get" },
    ]);
  });

  test("is no id, no amount, no long text, and nothing that all have", () => {
    const any = (i: number, side: string) =>
      trace([tag("order", `${side}${i}`), tag("amount", i), tag("statement", "x".repeat(121)), tag("same", 1)]);
    expect(
      names(
        times(40, (i) => any(i, "a")),
        times(40, (i) => any(i + 40, "b")),
      ),
    ).toEqual([]);
  });

  test("is no value of a key that has another in nearly every trace, though some share it", () => {
    const order = (i: number, more: readonly Tag[] = []) => trace([tag("amount", i), ...more]);
    const shared = [tag("amount", "7.50")];
    expect(
      names(
        times(20, (i) => order(i, shared)),
        times(20, (i) => order(i + 20)),
      ),
    ).toEqual([]);
    expect(
      names(
        times(20, () => trace(shared)),
        times(20, () => order(1)),
      ),
    ).toEqual(["amount=7.50"]);
  });

  test("is nothing with fewer than five traces on a side", () => {
    const [eur, usd] = [trace([tag("currency", "EUR")]), trace([tag("currency", "USD")])];
    expect(
      names(
        times(4, () => eur),
        times(100, () => usd),
      ),
    ).toEqual([]);
    expect(
      names(
        times(5, () => eur),
        times(100, () => usd),
      ),
    ).toEqual(["currency=EUR"]);
  });

  test("is told by the name of an attribute where a service has the same traces", () => {
    const marked = times(9, () => trace([tag("zone", "b")], { service: "ads" }));
    const [first] = contrastTraces(
      marked,
      times(9, () => trace([])),
    );
    expect(first).toMatchObject({ name: "zone=b", alike: ["ads CartService/GetCart", "ads"] });
  });
});
