import type { Trace } from "@hipstershop/traces";
import { describe, expect, test } from "vitest";
import { randomFrom } from "../../test/mutations.ts";
import { tag } from "../../test/spans.ts";
import { naturalBreakUs } from "../../viewer/search/natural-break.ts";
import { contrastTraces } from "./contrast.ts";
import { type Call, simulateTrace } from "./synthetic-traces.ts";

/** Many stores of two hundred traces: seconds of CPU, however busy the machine is. */
const MANY_STORES_MS = 120_000;

const CURRENCIES = ["USD", "EUR", "CAD", "JPY", "GBP", "TRY"];
const convert: Call = { service: "currencyservice", operation: "shop.Currency/Convert", ownMs: 0.5 };
const getCart: Call = { service: "cartservice", operation: "shop.Cart/GetCart", ownMs: 1.5 };
const charge: Call = { service: "paymentservice", operation: "shop.Payment/Charge", ownMs: 8 };
const page = (operation: string, ...stages: readonly (readonly Call[])[]): Call => ({
  service: "frontend",
  operation,
  ownMs: 6,
  stages,
});
const PAGES = [
  page(
    "GET /",
    [getCart],
    Array.from({ length: 9 }, () => convert),
  ),
  page("GET /product/{id}", [getCart, convert]),
  page("POST /cart/checkout", [getCart], [convert], [convert], [charge]),
];

interface Visit {
  readonly trace: Trace;
  readonly durationUs: number;
}

/**
 * Traces of a shop whose visitors each have a session and a currency; conversions to `slow` take 150 ms longer. Every
 * page has an id of its own and an amount.
 */
function storeOf(seed: number, slow: string): readonly Visit[] {
  const random = randomFrom(seed);
  const sessions = Array.from({ length: 12 }, (_, i) => ({
    id: `session-${i}`,
    currency: i === 0 ? slow : CURRENCIES[Math.floor(random() * CURRENCIES.length)]!,
  }));
  return Array.from({ length: 200 }, (_, i) => {
    const { id, currency } = sessions[Math.floor(random() * sessions.length)]!;
    const route = PAGES[Math.floor(random() * PAGES.length)]!;
    const slower = { service: "currencyservice", slowerMs: 150 };
    const made = simulateTrace(route, random, (service) =>
      service === "currencyservice" && currency === slow ? slower : undefined,
    );
    const spans = made.spans.map((one) => ({ ...one, process: { service: one.process.service, tags: [] } }));
    const own = [tag("session.id", id), tag("app.user.currency", currency), tag("request", `r${i}`)];
    const tagged = spans.map((one) => {
      if (one.process.service === "currencyservice") return { ...one, tags: [tag("app.currency.to", currency)] };
      return one.process.service === "frontend" && one.kind === "server" ? { ...one, tags: own } : one;
    });
    return { trace: { ...made, spans: tagged }, durationUs: made.endUs - made.startUs };
  });
}

const seeds = (count: number) => Array.from({ length: count }, (_, i) => i + 1);

/** The contrasts of the traces slower than a threshold. */
function slowOnes(visits: readonly Visit[], thresholdUs: number) {
  const [marked, others] = [true, false].map((isSlow) =>
    visits.filter(({ durationUs }) => durationUs > thresholdUs === isSlow).map((visit) => visit.trace),
  );
  return contrastTraces(marked ?? [], others ?? []);
}

describe("in a shop where one currency is slow", { timeout: MANY_STORES_MS }, () => {
  test("it is ranked first in at least 19 of 20 stores, when the traces above 150 ms are marked", () => {
    const first = seeds(20).map((seed) => {
      const slow = CURRENCIES[1 + (seed % 5)]!;
      const best = slowOnes(storeOf(seed, slow), 150_000)[0];
      return [best?.name, ...(best?.alike ?? [])].some((name) => name?.endsWith(`currency=${slow}`));
    });
    expect(first.filter(Boolean).length).toBeGreaterThanOrEqual(19);
  });

  test("also when the mark is the one that the viewer suggests, or a fifth of the traces", () => {
    const marks = {
      suggested: (durations: readonly number[]) => naturalBreakUs(durations) ?? 0,
      fifth: (durations: readonly number[]) => durations.toSorted((a, b) => b - a)[40] ?? 0,
    };
    for (const [name, limitOf] of Object.entries(marks)) {
      const first = seeds(20).map((seed) => {
        const slow = CURRENCIES[1 + (seed % 5)]!;
        const visits = storeOf(seed, slow);
        const best = slowOnes(visits, limitOf(visits.map(({ durationUs }) => durationUs)))[0];
        return [best?.name, ...(best?.alike ?? [])].some((one) => one?.endsWith(`currency=${slow}`));
      });
      expect(first.filter(Boolean).length, name).toBeGreaterThanOrEqual(19);
    }
  });

  test("and a mark by chance finds something in at most 5 % of 100 stores", () => {
    const found = seeds(100).filter((seed) => {
      const random = randomFrom(seed + 1000);
      const visits = storeOf(seed, "none").map((visit) => ({ ...visit, durationUs: random() }));
      return slowOnes(visits, 0.9).length > 0;
    });
    expect(found.length).toBeLessThanOrEqual(5);
  });
});
