import { describe, expect, test } from "vitest";
import { criticalPath } from "../critical-path.ts";
import { deepestFailures } from "../model/failures.ts";
import { type Sketch, traceOf } from "../model/testing-trace.ts";
import { sentencesOf, type Topic } from "./index.ts";

const ms = (from: number, to: number): readonly [number, number] => [from * 1000, to * 1000];
const tag = (key: string, value: string | number | boolean) => ({ key, value });
const failed = (status: string, message = "") => [
  tag("error", true),
  tag("rpc.response.status_code", status),
  ...(message === "" ? [] : [tag("otel.status_description", message)]),
];

interface CallSketch {
  readonly at: readonly [number, number];
  /** Fields of the client span, and of the server span unless there is none. */
  readonly sides?: readonly [Partial<Sketch>, Partial<Sketch>?];
}

/** A call from one service to another, by default of PaymentService/Charge. */
function call(id: string, parent: string, route: readonly [string, string], { at, sides = [{}, {}] }: CallSketch) {
  const [[from, to], [caller, callee]] = [route, sides];
  const { operationName = "hipstershop.PaymentService/Charge" } = caller;
  const client: Sketch = {
    id: `c${id}`,
    parent,
    service: from,
    kind: "client",
    at: ms(...at),
    ...caller,
    operationName,
  };
  if (!callee) return [client];
  const inside = ms(at[0] + 1, at[1] - 1);
  const server: Sketch = { id, parent: `c${id}`, service: to, kind: "server", at: inside, ...callee, operationName };
  return [client, server];
}

const root = (status: number, at: readonly [number, number], isFailed = status >= 500): Sketch => ({
  id: "r",
  service: "frontend",
  operationName: "POST /cart/checkout",
  kind: "server",
  at: ms(...at),
  tags: [tag("http.response.status_code", status), ...(isFailed ? [tag("error", true)] : [])],
});

function say(topic: Topic, ...sketches: readonly Sketch[]): string[] {
  const trace = traceOf(...sketches);
  return sentencesOf(trace, criticalPath(trace)).flatMap((one) => (one.topic === topic ? [one.text] : []));
}

describe("what was asked", () => {
  test("by a visitor", () => {
    expect(
      say("asked", root(200, [0, 20]), ...call("x", "r", ["frontend", "paymentservice"], { at: [5, 10] })),
    ).toEqual([
      "A visitor asked frontend for POST /cart/checkout; it was answered after 20.0 ms with 200, with the help of 1 other service.",
    ]);
  });

  test("by a load generator, whose own span is above", () => {
    const visitor: Sketch = { id: "v", service: "loadgenerator", kind: "client", at: ms(0, 25) };
    expect(say("asked", visitor, { ...root(200, [1, 21]), parent: "v" })[0]).toMatch(
      /^Loadgenerator asked frontend for POST \/cart\/checkout; it was answered after 20\.0 ms with 200/,
    );
  });

  test("of an rpc whose caller is not here: another service, no visitor", () => {
    const operationName = "hipstershop.PaymentService/Charge";
    expect(say("asked", { id: "x", service: "paymentservice", kind: "server", at: ms(6, 14), operationName })).toEqual([
      "paymentservice was asked for PaymentService/Charge; it was answered after 8.00 ms.",
    ]);
  });

  test("a trace without a request, and one without spans", () => {
    expect(say("asked", { id: "job", at: ms(0, 5) })).toEqual(["a ran job; it took 5.00 ms."]);
    expect(say("asked")).toEqual([]);
  });
});

describe("what failed, and where it began", () => {
  test("a message of any length is told in part", () => {
    const broken = {
      ...root(500, [0, 20]),
      tags: [...root(500, [0, 20]).tags!, tag("otel.status_description", "at x\n".repeat(900))],
    };
    const [text] = say("failure", broken);
    expect(text).toMatch(/^POST \/cart\/checkout failed with 500: it began in frontend, .* “at x\n.*…”\.$/s);
    expect(text!.length).toBeLessThan(320);
  });

  const unreachable = call("p", "s", ["checkoutservice", ""], {
    at: [5, 9],
    sides: [{ tags: failed("UNAVAILABLE", "connection refused") }],
  });
  const order = (below: readonly Sketch[], status = "UNAVAILABLE", page = 503): Sketch[] => [
    root(page, [0, 20]),
    ...call("s", "r", ["frontend", "checkoutservice"], {
      at: [2, 18],
      sides: [
        { operationName: "hipstershop.CheckoutService/PlaceOrder", tags: failed(status) },
        { tags: failed(status) },
      ],
    }),
    ...below,
  ];

  test("a service that could not be reached", () => {
    expect(say("failure", ...order(unreachable))).toEqual([
      "POST /cart/checkout failed with 503: checkoutservice could not reach PaymentService/Charge, “connection refused”; nothing from paymentservice.",
    ]);
  });

  test("the mark of the error goes to the deepest failure, not to the root", () => {
    expect(deepestFailures(traceOf(...order(unreachable))).map(({ service, kind }) => [service, kind])).toEqual([
      ["checkoutservice", "client"],
    ]);
  });

  test("a refusal, which is no error of the server's span", () => {
    const refused = call("p", "s", ["checkoutservice", "paymentservice"], {
      at: [5, 9],
      sides: [
        { tags: failed("INVALID_ARGUMENT", "the bank declined the card") },
        { tags: [tag("rpc.response.status_code", "INVALID_ARGUMENT")] },
      ],
    });
    expect(say("failure", ...order(refused, "INVALID_ARGUMENT", 422))).toEqual([
      "POST /cart/checkout was answered with 422: paymentservice refused PaymentService/Charge with INVALID_ARGUMENT, “the bank declined the card”.",
    ]);
  });

  test("a deadline, with the callee still at work, and without it", () => {
    const late = call("p", "s", ["checkoutservice", "paymentservice"], {
      at: [5, 9],
      sides: [{ tags: failed("DEADLINE_EXCEEDED") }, { tags: failed("DEADLINE_EXCEEDED") }],
    });
    expect(say("failure", ...order(late))[0]).toContain(
      "checkoutservice waited 4.00 ms for PaymentService/Charge until its deadline, and paymentservice had not answered",
    );
    const silent = call("p", "s", ["checkoutservice", ""], {
      at: [5, 9],
      sides: [{ tags: failed("DEADLINE_EXCEEDED") }],
    });
    expect(say("failure", ...order(silent))[0]).toContain("until its deadline; nothing from paymentservice");
  });

  test("a deadline of the caller alone, before the callee ended and after", () => {
    const sides = (to: number): Sketch[] => [
      ...call("p", "r", ["frontend", ""], { at: [5, 9], sides: [{ tags: failed("DEADLINE_EXCEEDED", "too late") }] }),
      {
        id: "p",
        parent: "cp",
        service: "paymentservice",
        kind: "server",
        at: ms(7, to),
        operationName: "hipstershop.PaymentService/Charge",
        tags: [tag("rpc.response.status_code", "OK")],
      },
    ];
    const waited = "frontend waited 4.00 ms for PaymentService/Charge until its deadline";
    expect(say("failure", root(200, [0, 20]), ...sides(8))[0]).toContain(
      `${waited}, though paymentservice worked only 1.00 ms: the rest lies between the two, “too late”.`,
    );
    expect(say("failure", root(200, [0, 20]), ...sides(15))[0]).toContain(
      `${waited}, and paymentservice had not answered, “too late”.`,
    );
  });

  test("a page that was answered although a call failed", () => {
    const sketches = [
      root(200, [0, 20]),
      ...call("p", "r", ["frontend", "paymentservice"], {
        at: [5, 9],
        sides: [{ tags: failed("INTERNAL", "no idea") }, { tags: failed("INTERNAL", "no idea") }],
      }),
    ];
    expect(say("failure", ...sketches)).toEqual([
      "POST /cart/checkout was answered with 200, although a call failed: it began in paymentservice, PaymentService/Charge with INTERNAL, “no idea”.",
    ]);
  });

  test("calls that were cancelled because another had failed are not told as causes", () => {
    const cancelled = call("q", "s", ["checkoutservice", ""], {
      at: [5, 8],
      sides: [{ operationName: "hipstershop.ShippingService/GetQuote", tags: failed("CANCELLED") }],
    });
    expect(say("failure", ...order([...unreachable, ...cancelled]))).toHaveLength(1);
    expect(say("failure", ...order(cancelled))[0]).toContain("checkoutservice cancelled ShippingService/GetQuote");
  });

  test("the same failure several times is one sentence; many different ones are counted", () => {
    const [one] = unreachable;
    const often = [1, 2, 3].map((n): Sketch => ({ ...one!, id: `n${n}` }));
    expect(say("failure", ...order(often))).toEqual([expect.stringContaining("(3 times).")]);
    const different = [1, 2, 3, 4, 5].map((n): Sketch => ({
      ...one!,
      id: `n${n}`,
      tags: failed("INTERNAL", `no ${n}`),
    }));
    expect(say("failure", ...order(different)).at(-1)).toBe("2 other failures.");
  });

  test("a fault that was switched on purpose is named", () => {
    const [one] = unreachable;
    const fault = { ...one!, tags: [...(one!.tags ?? []), tag("app.fault", "paymentUnreachable:on")] };
    expect(say("failure", ...order([fault]))[0]).toMatch(/On purpose: the fault paymentUnreachable:on acted here\.$/);
    expect(say("fault", ...order([fault]))).toEqual([]);
    const slow: Sketch = {
      id: "x",
      parent: "r",
      service: "adservice",
      at: ms(1, 2),
      tags: [tag("app.fault", "adSlow:all")],
    };
    expect(say("fault", root(200, [0, 20]), slow)).toEqual(["On purpose: the fault adSlow:all acted in adservice."]);
  });
});

describe("who took how long, and what ran side by side", () => {
  const convert = (id: string, at: readonly [number, number]) =>
    call(id, "r", ["frontend", "currencyservice"], {
      at,
      sides: [{ operationName: "hipstershop.CurrencyService/Convert" }, {}],
    });

  test("the service that the trace waited for longest", () => {
    const [sentence] = say("time", root(200, [0, 100]), ...convert("x", [5, 95]));
    expect(sentence).toMatch(
      /^Most of the time: currencyservice itself 88\.0 ms \(88 %\), then frontend itself 10\.0 ms/,
    );
  });

  test("calls at once, and what they would have taken one after the other", () => {
    const sketches = [
      root(200, [0, 100]),
      ...convert("x", [10, 40]),
      ...convert("y", [11, 41]),
      ...convert("z", [12, 42]),
    ];
    expect(say("together", ...sketches)).toEqual([
      "Side by side: frontend made 3 calls at once, 3 × Convert; together 32.0 ms, one after the other 90.0 ms.",
    ]);
    expect(say("repeated", ...sketches)).toEqual([]);
  });

  test("the same call again and again", () => {
    const sketches = [
      root(200, [0, 100]),
      ...convert("x", [10, 30]),
      ...convert("y", [30, 60]),
      ...convert("z", [60, 90]),
    ];
    expect(say("repeated", ...sketches)).toEqual([
      "One after the other: frontend called Convert 3 times, each after the last had ended; together 80.0 ms.",
    ]);
    expect(say("together", ...sketches)).toEqual([]);
  });
});
