import { type Span, type Trace, writeJaegerTrace } from "@hipstershop/traces";
import { describe, expect, test } from "vitest";
import { type Call, simulateTrace } from "../src/compare/synthetic-traces.ts";
import { SpanStore } from "../src/store/span-store.ts";
import { relatedTraces } from "../src/viewer-api/related-traces.ts";
import { brokenSentences } from "../viewer/answer/broken-sentences.ts";
import { readTrace } from "../viewer/model/trace.ts";
import { tag } from "./spans.ts";

const rpc = (service: string, method: string, stages: readonly (readonly Call[])[] = []): Call => ({
  service: service.toLowerCase(),
  operation: `hipstershop.${service}/${method}`,
  ownMs: 1,
  stages,
});

/** An order of the shop. */
const PURCHASE: Call = {
  service: "frontend",
  operation: "POST /cart/checkout",
  ownMs: 2,
  stages: [
    [
      rpc("CheckoutService", "PlaceOrder", [
        [rpc("CartService", "GetCart")],
        [
          rpc("ProductCatalogService", "GetProduct"),
          rpc("ShippingService", "GetQuote"),
          rpc("CurrencyService", "Convert"),
        ],
        [rpc("PaymentService", "Charge")],
        [rpc("ShippingService", "ShipOrder")],
        [rpc("EmailService", "SendOrderConfirmation")],
      ]),
    ],
    [
      rpc("RecommendationService", "ListRecommendations", [[rpc("ProductCatalogService", "ListProducts")]]),
      rpc("CurrencyService", "GetSupportedCurrencies"),
    ],
  ],
};

/** Mulberry32: reproducible numbers from 0 to below 1. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const OTHER_ID = "c0ffee00c0ffee00c0ffee00c0ffee00";

interface Break {
  /** All spans as they would arrive. */
  readonly spans: readonly Span[];
  /** What the sentence must say. */
  readonly says: readonly (string | RegExp)[];
}

/** A server span of an rpc, its call, and the spans below it, itself included. */
interface Edge {
  readonly call: Span;
  readonly answer: Span;
  readonly below: ReadonlySet<Span>;
}

function edgesOf({ spans }: Trace): Edge[] {
  const byId = new Map(spans.map((span) => [span.spanId, span]));
  return spans.flatMap((answer) => {
    const call = byId.get(answer.parentSpanId);
    if (answer.kind !== "server" || !call) return [];
    const below = new Set([answer]);
    for (let size = 0; size < below.size;) {
      size = below.size;
      const ids = new Set([...below].map(({ spanId }) => spanId));
      for (const span of spans) if (ids.has(span.parentSpanId)) below.add(span);
    }
    return [{ call, answer, below }];
  });
}

const replaced = ({ spans }: Trace, change: (span: Span) => Span | undefined) => spans.flatMap((s) => change(s) ?? []);

/** Every kind of break, at every call or in every service. */
function breaksOf(trace: Trace, random: () => number): [string, Break][] {
  const sides = ({ call, answer }: Edge) => [call.process.service, answer.process.service];
  const edges = edgesOf(trace);
  const services = [...new Set(trace.spans.map(({ process }) => process.service))];
  const atEdges = edges.flatMap((edge): [string, Break][] => {
    const { answer, below } = edge;
    const moved = (traceId: string, parentSpanId: string) =>
      replaced(trace, (span) => {
        if (!below.has(span)) return span;
        return { ...span, traceId, ...(span === answer && { parentSpanId }) };
      });
    const at = answer.operation;
    return [
      [
        `lost parent at ${at}`,
        {
          spans: replaced(trace, (span) => (span === answer ? { ...span, parentSpanId: "deadbeef".repeat(2) } : span)),
          says: ["Lost parent", "another span id", ...sides(edge)],
        },
      ],
      [`no context at ${at}`, { spans: moved(OTHER_ID, ""), says: ["Cut in two", "no trace context", ...sides(edge)] }],
      [
        `short ids at ${at}`,
        {
          spans: moved(trace.traceId.slice(16).padStart(32, "0"), answer.parentSpanId),
          says: ["Cut in two", "64 bits", ...sides(edge)],
        },
      ],
      [
        `only the span id at ${at}`,
        { spans: moved(OTHER_ID, answer.parentSpanId), says: ["Cut in two", "the trace id was not", ...sides(edge)] },
      ],
      [
        `sampled flag lost at ${at}`,
        {
          spans: replaced(trace, (span) => (below.has(span) ? undefined : span)),
          says: ["Not sampled", ...sides(edge)],
        },
      ],
    ];
  });
  const inServices = services.flatMap((service): [string, Break][] => {
    const shift = Math.round(3000 + random() * 400_000) * (random() < 0.5 ? -1 : 1);
    const isOwn = ({ process }: Span) => process.service === service;
    const answers = edges.filter(({ answer }) => isOwn(answer));
    const cut = (traceId: string, keepsParent: boolean) =>
      replaced(trace, (span) => {
        const at = answers.findIndex(({ below }) => below.has(span));
        if (at === -1) return span;
        const parentSpanId = span === answers[at]!.answer && !keepsParent ? "" : span.parentSpanId;
        return { ...span, traceId: keepsParent ? traceId : `${at}${traceId.slice(1)}`, parentSpanId };
      });
    const callsOthers = service === "checkoutservice" || service === "recommendationservice";
    return [
      [
        `${service}'s clock by ${shift} us`,
        {
          spans: replaced(trace, (span) => (isOwn(span) ? { ...span, startUs: span.startUs + shift } : span)),
          says: ["Clock skew", new RegExp(`${service}’s clock is about .* ${shift > 0 ? "ahead" : "behind"}`)],
        },
      ],
      ...(answers.length > 1
        ? ([
            [
              `short ids at all calls of ${service}`,
              { spans: cut(trace.traceId.slice(16).padStart(32, "0"), true), says: ["Cut in two", "64 bits", service] },
            ],
            [
              `no context at any call of ${service}`,
              { spans: cut(OTHER_ID, false), says: ["Cut in two", "no trace context", service] },
            ],
          ] satisfies [string, Break][])
        : []),
      ...(callsOthers
        ? [
            [
              `${service}'s spans do not arrive`,
              {
                spans: replaced(trace, (span) => (isOwn(span) ? undefined : span)),
                says: [`spans of ${service} are missing`],
              },
            ] satisfies [string, Break],
          ]
        : []),
    ];
  });
  return [...atEdges, ...inServices];
}

const NOW_MS = Date.now();

/** An order; Jaeger's JSON has a span's kind among its tags. */
function simulateOrder(random: () => number): Trace {
  const trace = simulateTrace(PURCHASE, random, () => undefined);
  return { ...trace, spans: trace.spans.map((span) => ({ ...span, tags: [tag("span.kind", span.kind)] })) };
}

/** The first sentence about the break, as the viewer says it an hour later, in a store with other orders. */
function sentencesAbout(spans: readonly Span[], others: readonly Trace[], traceId: string) {
  const store = new SpanStore();
  for (const other of others) store.add(other.spans, NOW_MS);
  store.add(spans, NOW_MS);
  const trace = store.trace(traceId)!;
  const nowUs = (trace.startUs ?? 0) + 3_600_000_000;
  const related = relatedTraces(store, trace, NOW_MS);
  return brokenSentences(readTrace(writeJaegerTrace(trace)), { related, nowUs });
}

describe("why a trace is broken", () => {
  test("is right in at least 95 of 100 seeded breaks, and nothing is said of whole traces", () => {
    let right = 0;
    const wrong: string[] = [];
    for (let seed = 1; seed <= 10; seed += 1) {
      const random = seeded(seed);
      const [trace, ...others] = Array.from({ length: 6 }, () => simulateOrder(random));
      expect(sentencesAbout(trace!.spans, others, trace!.traceId)).toEqual([]);
      for (const [name, { spans, says }] of breaksOf(trace!, random)) {
        const [first, ...rest] = sentencesAbout(spans, others, trace!.traceId).map(({ text }) => text);
        const isRight = says.every((part) =>
          typeof part === "string" ? first?.includes(part) : part.test(first ?? ""),
        );
        if (isRight && rest.length === 0) right += 1;
        else wrong.push(`${seed}, ${name}: ${[first, ...rest].join(" | ")}`);
      }
    }
    expect(right / (right + wrong.length), wrong.join("\n")).toBeGreaterThanOrEqual(0.95);
  });
});
