import { type Counter, now, type Telemetry } from "@hipstershop/telemetry";
import type { Visit } from "./visit.ts";

/** What a note tells of: when an old part was new, as "14:03 UTC", and the currency of prices. */
interface Facts {
  readonly time: string;
  readonly code: string;
}

/** The parts of a page that can be old or missing: the service that is away, and what the visitor is told. */
const PARTS = {
  shelf: {
    service: "productcatalogservice",
    state: "old",
    tell: ({ time }: Facts) => `The shelf as it was at ${time}.`,
  },
  prices: {
    service: "currencyservice",
    state: "old",
    tell: ({ time }: Facts) => `Prices from ${time}. An order is charged at the rate of its own time.`,
  },
  currency: {
    service: "currencyservice",
    state: "missing",
    tell: ({ code }: Facts) => `Some prices can't be converted just now, and are in ${code}.`,
  },
  cart: {
    service: "cartservice",
    state: "missing",
    tell: () => "Your cart can't be read just now. It is kept.",
  },
  shipping: {
    service: "shippingservice",
    state: "missing",
    tell: () => "What shipping costs can't be told just now, and so no total.",
  },
  recommendations: {
    service: "recommendationservice",
    state: "missing",
    tell: () => "Recommendations are taking a rest.",
  },
} as const;

type Part = keyof typeof PARTS;
const ALL: readonly Part[] = ["shelf", "prices", "currency", "cart", "shipping", "recommendations"];

/** A part of a page that is old or missing, since a service is away or slow. */
interface Degraded {
  readonly part: Part;
  /** When an old part was new, in milliseconds since the epoch. */
  readonly at?: number;
  readonly code?: string;
}

/** Tells visitors, traces and metrics which parts of a page are old or missing. */
export class Degradation {
  readonly #parts: Counter;

  constructor({ meter }: Telemetry) {
    this.#parts = meter.createCounter("app_page_parts_degraded_total", {
      description: "Parts of pages that were old or missing, since a service was away or slow.",
    });
    for (const part of ALL) this.#parts.add(0, labelsOf(part));
  }

  /** Adds a note to the page and an event to its span, once for each part. Of several old answers the oldest is told. */
  report({ notes, span }: Visit, { part, at, code = "" }: Degraded): void {
    const known = notes.findIndex((note) => note.part === part);
    const since = notes[known]?.since;
    if (known >= 0 && (at === undefined || since === undefined || at >= since)) return;
    const { service, tell } = PARTS[part];
    const text = tell({ time: at === undefined ? "" : timeOf(at), code });
    const note = { service, part, text, ...(at !== undefined && { since: at }) };
    if (known >= 0) {
      notes[known] = note;
      return;
    }
    notes.push(note);
    const labels = labelsOf(part);
    const age = at !== undefined && { "app.answer.age_s": Math.round((Date.now() - at) / 1000) };
    span.addEvent("part of the page degraded", { ...labels, ...age }, now());
    this.#parts.add(1, labels);
  }
}

function labelsOf(part: Part) {
  const { service, state } = PARTS[part];
  return { "app.page.part": part, "app.page.part_state": state, "app.called.service": service };
}

function timeOf(at: number): string {
  return `${new Date(at).toISOString().slice(11, 16)} UTC`;
}
