import type { Span } from "@hipstershop/traces";
import { describe, expect, test } from "vitest";
import { SpanStore } from "../store/span-store.ts";
import { span, type SpanSpec, tag } from "../../test/spans.ts";
import { unansweredServices } from "./unanswered.ts";

const NOW = 1_700_000_100_000;
let lastId = 0;

interface CallSpec {
  readonly agoMs?: number;
  /** The service that answers; "" when its span is missing. */
  readonly by?: string;
  readonly client?: SpanSpec;
}

/** A page of the frontend that calls the payment. */
function purchase({ agoMs = 20_000, by = "", client = {} }: CallSpec): Span[] {
  const traceId = (++lastId).toString(16);
  const startUs = (NOW - agoMs) * 1000;
  const operation = "hipstershop.PaymentService/Charge";
  return [
    span({ traceId, spanId: "1", service: "frontend", operation: "POST /cart", kind: "server", startUs }),
    span({
      traceId,
      spanId: "2",
      parentSpanId: "1",
      service: "frontend",
      operation,
      kind: "client",
      startUs,
      ...client,
    }),
    ...(by === ""
      ? []
      : [span({ traceId, spanId: "3", parentSpanId: "2", service: by, operation, kind: "server", startUs })]),
  ];
}

interface Calls {
  readonly spans: readonly (readonly Span[])[];
  readonly expected?: readonly string[];
  readonly arrivedMs?: number;
}

function unanswered({ spans, expected = [], arrivedMs = NOW - 20_000 }: Calls) {
  const store = new SpanStore();
  for (const each of spans) store.add(each, arrivedMs);
  return unansweredServices(store, expected, NOW);
}

const names = (calls: Calls) => unanswered(calls).map(({ name, known }) => `${name}${known ? "" : "?"}`);
const answered = (agoMs = 60_000): Span[] => purchase({ agoMs, by: "paymentservice" });

describe("no alarm", () => {
  test("for a service that nobody calls any more", () => expect(names({ spans: [answered(100_000)] })).toEqual([]));

  test("for visitors, which nobody calls", () => {
    const visit = span({
      service: "loadgenerator",
      operation: "GET /",
      kind: "client",
      startUs: (NOW - 90_000) * 1000,
    });
    expect(names({ spans: [[visit]] })).toEqual([]);
  });

  test("while exporters may still send, by the call's time and by its arrival", () => {
    expect(names({ spans: [answered(), purchase({ agoMs: 9000 })] })).toEqual([]);
    expect(names({ spans: [answered(), purchase({})], arrivedMs: NOW - 9000 })).toEqual([]);
  });

  test("for calls of long ago", () => expect(names({ spans: [answered(), purchase({ agoMs: 200_000 })] })).toEqual([]));

  test("once a later call is answered", () => {
    expect(names({ spans: [answered(50_000), purchase({ agoMs: 40_000 }), answered(30_000)] })).toEqual([]);
  });

  test("for a lost span among many answered ones", () => {
    const many = Array.from({ length: 10 }, (_, index) => answered(40_000 + index));
    expect(names({ spans: [...many, purchase({}), purchase({})] })).toEqual([]);
  });

  test("for a call that its caller gave up, and for one that was not sampled", () => {
    const cancelled = { error: true, tags: [tag("rpc.response.status_code", "CANCELLED")] };
    expect(names({ spans: [answered(), purchase({ client: cancelled })] })).toEqual([]);
    expect(names({ spans: [answered(), purchase({ client: { flags: 0 } })] })).toEqual([]);
  });

  test("for a call that a fault made fail on purpose: that is one learner's", () => {
    const refused = [tag("rpc.response.status_code", "UNAVAILABLE")];
    expect(names({ spans: [answered(), purchase({ client: { error: true, tags: refused } })] })).not.toEqual([]);
    const onPurpose = [...refused, tag("app.fault", "paymentUnreachable:on")];
    expect(names({ spans: [answered(), purchase({ client: { error: true, tags: onPurpose } })] })).toEqual([]);
  });

  test("for calls that ran into their deadline, until there are three in a row", () => {
    const late = () =>
      purchase({ client: { error: true, tags: [tag("rpc.response.status_code", "DEADLINE_EXCEEDED")] } });
    expect(names({ spans: [answered(), late(), late()] })).toEqual([]);
    expect(unanswered({ spans: [answered(), late(), late(), late()] })).toMatchObject([
      { reason: "no-answer", calls: 3 },
    ]);
  });

  test("for databases and web servers outside", () => {
    const query = { operation: "SELECT carts", tags: [tag("db.system.name", "sqlite"), tag("server.address", "db")] };
    const web = {
      operation: "GET",
      tags: [tag("server.address", "example.org"), tag("http.response.status_code", 200)],
    };
    expect(names({ spans: [purchase({ client: query }), purchase({ client: web })] })).toEqual([]);
  });

  test("for a server span that has its caller's id, or no kind", () => {
    const [page, call] = purchase({});
    const twin = span({ ...call!, process: { service: "paymentservice", tags: [] }, kind: "server" });
    const plain = span({
      traceId: call!.traceId,
      spanId: "9",
      parentSpanId: "2",
      service: "pay",
      startUs: call!.startUs,
    });
    expect(names({ spans: [[page!, call!, twin]] })).toEqual([]);
    expect(names({ spans: [[page!, call!, plain]] })).toEqual([]);
  });
});

describe("an alarm", () => {
  test("names the service that used to answer, and who calls it", () => {
    const seen = unanswered({
      spans: [answered(), purchase({}), purchase({ client: { service: "checkoutservice" } })],
    });
    expect(seen).toEqual([
      {
        name: "paymentservice",
        known: true,
        reason: "spans-missing",
        calls: 2,
        answeredCalls: 0,
        callers: ["checkoutservice", "frontend"],
        lastAgoMs: 19_999,
        problem: "",
      },
    ]);
  });

  test("finds the name of a service that never left a span among the expected ones", () => {
    expect(names({ spans: [purchase({})], expected: ["payment-service"] })).toEqual(["payment-service"]);
  });

  test("takes the rpc service's name where there is no other, and is sure when its relatives are known", () => {
    expect(names({ spans: [purchase({})] })).toEqual(["PaymentService?"]);
    const other = { operation: "hipstershop.CartService/GetCart" };
    const cart = purchase({ by: "cartservice", client: other });
    expect(names({ spans: [cart, purchase({})] })).toEqual(["PaymentService"]);
  });

  test("tells a service that is down from one whose spans are missing", () => {
    const refused = {
      error: true,
      tags: [tag("rpc.response.status_code", "UNAVAILABLE"), tag("otel.status_description", "connection refused")],
    };
    const declined = { error: true, tags: [tag("rpc.response.status_code", "INVALID_ARGUMENT")] };
    const reasonOf = (client: SpanSpec) => {
      const [found] = unanswered({ spans: [answered(), purchase({ client })] });
      return [found?.reason, found?.problem];
    };
    expect(reasonOf(refused)).toEqual(["no-answer", "connection refused"]);
    expect(reasonOf(declined)).toEqual(["spans-missing", ""]);
  });

  test("says when the service's spans arrive, but elsewhere", () => {
    const store = new SpanStore();
    store.add([...answered(), ...purchase({})], NOW - 20_000);
    store.add([span({ traceId: "99", service: "paymentservice", kind: "server" })], NOW - 5000);
    expect(unansweredServices(store, [], NOW)[0]).toMatchObject({ name: "paymentservice", reason: "apart" });
  });

  test("is raised when a part of a service leaves no spans", () => {
    const mixed = Array.from({ length: 20 }, (_, index) =>
      index % 2 === 0 ? purchase({ agoMs: 60_000 - index }) : answered(60_000 - index),
    );
    expect(unanswered({ spans: mixed })).toMatchObject([{ name: "paymentservice", calls: 10, answeredCalls: 10 }]);
  });

  test("is raised for a page that a visitor asked for", () => {
    const visit = (agoMs: number, isAnswered: boolean): Span[] => {
      const [traceId, startUs] = [(++lastId).toString(16), (NOW - agoMs) * 1000];
      const tags = [tag("url.full", "http://shop:8080/"), tag("http.response.status_code", 200)];
      const asked = span({
        traceId,
        spanId: "1",
        service: "loadgenerator",
        operation: "GET /",
        kind: "client",
        startUs,
        tags,
      });
      const page = span({ traceId, spanId: "2", parentSpanId: "1", service: "frontend", kind: "server", startUs });
      return isAnswered ? [asked, page] : [asked];
    };
    expect(names({ spans: [visit(60_000, false)] })).toEqual([]);
    expect(names({ spans: [visit(60_000, true), visit(30_000, false)] })).toEqual(["frontend"]);
  });
});
