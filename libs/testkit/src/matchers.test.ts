import { describe, expect, test } from "vitest";
import "./matchers.ts";
import type { TracedSpan, TracedTrace } from "./traced-span.ts";

interface Draft {
  readonly id: string;
  readonly parent?: string;
  readonly of: string;
  readonly does: string;
  readonly kind: string;
  readonly from: number;
  readonly to: number;
  readonly error?: boolean;
  readonly tags?: Readonly<Record<string, string | number | boolean>>;
}

const traced = (drafts: readonly Draft[]): TracedTrace => ({
  traceId: "abc",
  spans: drafts.map(({ id, parent = "", of, does, kind, from, to, error = false, tags = {} }): TracedSpan => ({
    spanId: id,
    parentSpanId: parent,
    operation: does,
    kind,
    error,
    startUs: from * 1000,
    durationUs: (to - from) * 1000,
    process: { service: of },
    tags: Object.entries(tags).map(([key, value]) => ({ key, value })),
  })),
});

const getCart = "hipstershop.CartService/GetCart";
const charge = "hipstershop.PaymentService/Charge";
const drafts: readonly Draft[] = [
  {
    id: "1",
    of: "shop",
    does: "POST /order",
    kind: "server",
    from: 0,
    to: 100,
    tags: { "http.response.status_code": 200 },
  },
  { id: "2", parent: "1", of: "shop", does: getCart, kind: "client", from: 5, to: 30 },
  { id: "3", parent: "2", of: "cart", does: getCart, kind: "server", from: 6, to: 29, tags: { lines: 2 } },
  {
    id: "4",
    parent: "3",
    of: "cart",
    does: "HGET",
    kind: "client",
    from: 7,
    to: 20,
    tags: { "db.system.name": "redis" },
  },
  { id: "5", parent: "1", of: "shop", does: charge, kind: "client", from: 40, to: 90 },
  { id: "6", parent: "5", of: "payment", does: charge, kind: "server", from: 41, to: 89 },
];
const order = traced(drafts);
const change = (id: string, changes: Partial<Draft>) =>
  traced(drafts.map((draft) => (draft.id === id ? { ...draft, ...changes } : draft)));

/** What a failed expectation says. */
function complaint(expectation: () => void): string {
  try {
    expectation();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error("expected this expectation to fail");
}

describe("toHaveEdge", () => {
  test("finds calls between services, and of a database by its system", () => {
    expect(order).toHaveEdge("shop", "cart");
    expect(order).toHaveEdge("shop", "cart", "CartService/GetCart");
    expect(order).toHaveEdge("shop", "payment", charge, 1);
    expect(order).toHaveEdge("cart", "redis", "HGET");
    expect(order).not.toHaveEdge("cart", "payment");
    expect(order).not.toHaveEdge("shop", "cart", "CartService/AddItem");
    expect(order).not.toHaveEdge("shop", "cart", "CartService/GetCart", 2);
  });

  test("a failure lists the edges there are, and draws the trace", () => {
    const said = complaint(() => expect(order).toHaveEdge("shop", "mail", "EmailService/Send"));
    expect(said).toContain("expected trace abc to have the edge shop → mail EmailService/Send: it has");
    expect(said).toContain("  shop → payment PaymentService/Charge");
    expect(said).toMatch(/ {2}shop → CartService\/GetCart +│ +█+ +│ +25\.00 ms/);
    expect(complaint(() => expect(traced([])).toHaveEdge("a", "b"))).toContain("it has no edge at all\n\n(no spans)");
  });

  test("denied, it points at the spans that are there", () => {
    const said = complaint(() => expect(order).not.toHaveEdge("shop", "payment"));
    expect(said).toContain("not to have the edge");
    expect(said).toMatch(/▸ +payment ← PaymentService\/Charge/);
  });
});

describe("toHappenInOrder", () => {
  test("each after the other has ended, or has begun", () => {
    expect(order).toHappenInOrder(["CartService/GetCart", "PaymentService/Charge"]);
    expect(order).toHappenInOrder(["cart ← CartService/GetCart", "shop → PaymentService/Charge"]);
    expect(order).toHappenInOrder(["POST /order", "cart HGET"], { after: "start" });
    expect(order).not.toHappenInOrder(["POST /order", "cart HGET"]);
    expect(order).not.toHappenInOrder(["PaymentService/Charge", "CartService/GetCart"], { after: "start" });
  });

  test("says who was early, by how much, and who was not there", () => {
    const wrong = ["PaymentService/Charge", "CartService/GetCart"];
    expect(complaint(() => expect(order).toHappenInOrder(wrong))).toContain(
      "CartService/GetCart begins 85 ms before PaymentService/Charge has ended",
    );
    expect(complaint(() => expect(order).toHappenInOrder(["Nothing", "cart HGET"]))).toContain("there is no Nothing");
  });
});

describe("toHaveAttributes", () => {
  test("wants all of them on one span", () => {
    expect(order).toHaveAttributes("cart ← CartService/GetCart", { lines: 2 });
    expect(order).toHaveAttributes("POST /order", { "http.response.status_code": expect.any(Number) });
    expect(order).not.toHaveAttributes("CartService/GetCart", { lines: 3 });
  });

  test("says what is there instead", () => {
    expect(complaint(() => expect(order).toHaveAttributes("cart ← CartService/GetCart", { lines: 3 }))).toContain(
      "  cart ← CartService/GetCart: lines=2",
    );
    expect(complaint(() => expect(order).toHaveAttributes("Nobody", { lines: 3 }))).toContain(
      "there is no span Nobody",
    );
  });
});

describe("toStayWithin", () => {
  test("compares time, spans and spans per service", () => {
    expect(order).toStayWithin({ durationMs: 100, spans: 6, perService: { shop: 3, cart: 2, mail: 0 } });
    expect(order).not.toStayWithin({ durationMs: 99.9 });
    expect(order).not.toStayWithin({ spans: 5 });
    expect(order).not.toStayWithin({ perService: { cart: 1 } });
  });

  test("says all that is over", () => {
    const budget = { durationMs: 50, spans: 2, perService: { cart: 1 } };
    expect(complaint(() => expect(order).toStayWithin(budget))).toContain(
      "it takes 100 ms of 50; it has 6 spans of 2; cart has 2 spans of 1",
    );
  });
});

describe("toHaveCriticalPath", () => {
  test("wants the names in this order, others may lie between", () => {
    expect(order).toHaveCriticalPath(["cart HGET", "payment ← PaymentService/Charge"]);
    expect(order).not.toHaveCriticalPath(["payment ← PaymentService/Charge", "cart HGET"]);
  });

  test("says what the path is", () => {
    expect(complaint(() => expect(order).toHaveCriticalPath(["cart AddItem"]))).toContain(
      "it is\n  shop ← POST /order\n  shop → CartService/GetCart\n  cart ← CartService/GetCart\n  cart → HGET\n",
    );
  });
});

describe("toFailAt", () => {
  const failing = (...ids: string[]) => traced(drafts.map((draft) => ({ ...draft, error: ids.includes(draft.id) })));

  test("names where it began, not who passed it on", () => {
    expect(failing("1", "5", "6")).toFailAt("payment ← PaymentService/Charge");
    expect(failing("1", "5", "6")).toFailAt();
    expect(failing("1", "5", "6")).not.toFailAt("POST /order");
    expect(failing("2", "4")).toFailAt("cart HGET");
    expect(failing("1", "5")).toFailAt("shop → PaymentService/Charge");
    expect(failing("6", "4")).not.toFailAt("payment ← PaymentService/Charge");
    expect(failing("6", "4")).toFailAt("cart HGET", "PaymentService/Charge");
    expect(order).not.toFailAt();
  });

  test("says where instead", () => {
    expect(complaint(() => expect(failing("4")).toFailAt("PaymentService/Charge"))).toContain(
      "it fails at cart → HGET",
    );
    expect(complaint(() => expect(order).toFailAt())).toContain("to fail: nothing in it fails");
  });
});

describe("toBeWhole", () => {
  test("one root, all parents, no span twice, children within", () => {
    expect(order).toBeWhole();
    expect(traced(drafts.slice(1))).not.toBeWhole();
    expect(traced([...drafts, ...drafts.slice(-1)])).not.toBeWhole();
    expect(traced([...drafts, { ...drafts[0]!, id: "7" }])).not.toBeWhole();
    expect(change("4", { from: 5 })).not.toBeWhole();
    expect(change("4", { from: 5 })).toBeWhole({ toleranceUs: 1000 });
    expect(traced([])).not.toBeWhole();
    const loop = [
      { ...drafts[5]!, id: "8", parent: "9" },
      { ...drafts[5]!, id: "9", parent: "8" },
    ];
    expect(complaint(() => expect(traced([...drafts, ...loop])).toBeWhole())).toMatch(
      /following the parents of .* leads back/,
    );
    expect(traced([...drafts, { ...drafts[5]!, id: "8", parent: "8" }])).not.toBeWhole();
  });

  test("says what is wrong", () => {
    expect(complaint(() => expect(traced(drafts.slice(1))).toBeWhole())).toContain("it has 0 roots\nthe parent 1 of");
    expect(complaint(() => expect(change("6", { to: 99 })).toBeWhole())).toContain(
      "payment ← PaymentService/Charge reaches out of its parent",
    );
  });
});

describe("toMatchTraceShape", () => {
  test("takes a text with any indentation, or lines", () => {
    expect(order).toMatchTraceShape(`
      shop ← POST /order
        shop → CartService/GetCart
          cart ← CartService/GetCart
            cart → HGET
        shop → PaymentService/Charge
          payment ← PaymentService/Charge
    `);
    expect(traced(drafts.slice(0, 1))).toMatchTraceShape(["shop ← POST /order"]);
    expect(order).not.toMatchTraceShape("shop ← POST /order");
  });

  test("shows the difference line by line, then the trace", () => {
    const said = complaint(() =>
      expect(traced(drafts.slice(0, 3))).toMatchTraceShape("shop ← POST /order\n  shop → CartService/AddItem"),
    );
    expect(said).toMatch(/^- {3}shop → CartService\/AddItem$/m);
    expect(said).toMatch(/^\+ {3}shop → CartService\/GetCart$/m);
    expect(said).toContain("│   25.00 ms");
  });
});
