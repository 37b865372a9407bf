import { describe, expect, test } from "vitest";
import { rowFacts, rowName, rowSentence } from "./row-text.ts";
import { betweenOf, expandAncestors, parentsFrom, type Row, rowsOf, visibleRows } from "./rows.ts";
import { type Sketch, spanId, traceOf } from "./testing-trace.ts";

const CHARGE = "hipstershop.PaymentService/Charge";
const attribute = (key: string, value: string | number) => ({ key, value });

/** A request that charges a card with one call, and makes another that nobody answers. */
const order = (): Sketch[] => [
  { id: "r", service: "checkoutservice", kind: "server", at: [0, 5000] },
  { id: "c", parent: "r", service: "checkoutservice", operationName: CHARGE, kind: "client", at: [100, 1440] },
  {
    id: "s",
    parent: "c",
    service: "paymentservice",
    operationName: CHARGE,
    kind: "server",
    at: [500, 1130],
    tags: [
      attribute("app.payment.amount", "1.50"),
      attribute("app.payment.transaction_id", "t-1"),
      attribute("app.fault", "paymentFailure:all"),
      attribute("rpc.response.status_code", "OK"),
    ],
  },
  { id: "q", parent: "s", service: "paymentservice", at: [600, 700] },
  { id: "lone", parent: "r", service: "checkoutservice", operationName: "x.Y/Z", kind: "client", at: [2000, 3000] },
];
const namesOf = (rows: readonly Row[]) => rows.map(rowName);
const folded = () => rowsOf(traceOf(...order()), true);

describe("rows", () => {
  test("both sides of a call share a row, and what is below the server span is below it", () => {
    const { all } = folded();
    expect(all.map(({ span, answer, depth, below }) => [span.operation, answer?.service, depth, below])).toEqual([
      ["r", undefined, 0, 3],
      [CHARGE, "paymentservice", 1, 1],
      ["q", undefined, 2, 0],
      ["x.Y/Z", undefined, 1, 0],
    ]);
  });

  test("unfolded, every span has its row", () => {
    const trace = traceOf(...order());
    const { all } = rowsOf(trace, false);
    expect(all.map(({ span, depth }) => [span.index, depth])).toEqual(trace.spans.map((s) => [s.index, s.depth]));
  });

  test("each span is found in its row, the server span in that of its caller", () => {
    const { ofSpan } = folded();
    expect(ofSpan[2]).toBe(ofSpan[1]);
    expect(ofSpan[3]?.parent).toBe(ofSpan[1]);
  });

  test("a client span with two server spans is not folded: both were answers", () => {
    const second: Sketch = { id: "s2", parent: "c", service: "paymentservice", kind: "server", at: [1200, 1400] };
    expect(rowsOf(traceOf(...order(), second), true).all).toHaveLength(6);
  });

  test("collapsing hides what is below, and a find opens it", () => {
    const rows = folded();
    expect(namesOf(visibleRows(rows, new Set([spanId("c")])))).toEqual(["r", "Charge", "Y/Z"]);
    expect(namesOf(visibleRows(rows, parentsFrom(rows, 0)))).toEqual(["r"]);
    const all = new Set(["r", "c", "lone"].map(spanId));
    expect([...expandAncestors(all, rows.ofSpan[3]!)]).toEqual([spanId("lone")]);
    expect([...expandAncestors(all, rows.ofSpan[2]!)]).toEqual(["c", "lone"].map(spanId));
  });

  test("10,000 spans one below the other", () => {
    const deep = Array.from({ length: 10_000 }, (_, n): Sketch => ({
      id: `${n + 1}`,
      ...(n > 0 && { parent: `${n}` }),
      at: [n, 10_000],
    }));
    expect(rowsOf(traceOf(...deep), true).all.at(-1)?.depth).toBe(9999);
  });
});

test("a call in words: who called whom, how long each took, and what lies between", () => {
  const row = folded().all[1]!;
  expect(rowSentence(row)).toBe(
    "checkoutservice called paymentservice, PaymentService/Charge: 1.34 ms, it worked 0.63 ms, 0.71 ms between".replace(
      /0\.(\d\d) ms/g,
      "$10 µs",
    ),
  );
  expect(betweenOf(row.span, row.answer!)).toEqual({ before: 400, after: 310, total: 710, isSkewed: false });
  expect(rowSentence(folded().all[0]!)).toBe("checkoutservice, r: 5.00 ms");
});

test("clocks that differ hide how the time between is split, and a caller that gave up has none", () => {
  const late: Sketch = { ...order()[2]!, at: [900_000, 900_630] };
  const [, row] = rowsOf(traceOf(...order().slice(0, 2), late), true).all;
  expect(betweenOf(row!.span, row!.answer!)).toMatchObject({ total: 710, isSkewed: true });
  const longer: Sketch = { ...order()[2]!, at: [500, 90_000] };
  const [, waiting] = rowsOf(traceOf(...order().slice(0, 2), longer), true).all;
  expect(betweenOf(waiting!.span, waiting!.answer!).total).toBe(0);
});

test("a row shows a status other than OK and the application's attributes; no ids, and no fault, which has its mark", () => {
  expect(rowFacts(folded().all[1]!)).toEqual(["payment.amount=1.50"]);
  const failed = traceOf({ id: "r", at: [0, 9], tags: [attribute("rpc.grpc.status_code", 14)] });
  expect(rowFacts(rowsOf(failed, true).all[0]!)).toEqual(["UNAVAILABLE"]);
  const page = traceOf({ id: "r", at: [0, 9], tags: [attribute("http.status_code", 503)] });
  expect(rowFacts(rowsOf(page, true).all[0]!)).toEqual(["503"]);
});
