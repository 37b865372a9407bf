import { isWhole } from "@hipstershop/testkit";
import { type Span, spanLabel, type Trace } from "@hipstershop/traces";
import { type Answer, checkoutFields, Visitor } from "../support/visitor.ts";
import { wholeTrace } from "../support/traces.ts";
import type { TestShop } from "../support/shop.ts";

export type Click = "home" | "product" | "cart" | "checkout";

/** One click with its answer and its whole trace. */
export interface Seen {
  readonly answer: Answer;
  readonly trace: Trace;
}

/** How a variant of a fault is proven in the spans of one click. */
export interface Proof {
  readonly click: Click;
  /** The spans that must have `app.fault`, as labels: "paymentservice ← PaymentService/Charge". */
  readonly at: readonly string[];
  /** Checks the effect. `healthy` is the same click without the fault. */
  readonly check: (broken: Seen, healthy: Seen) => void;
  /** The visitor's currency. */
  readonly currency?: string;
  /** The country of an order. */
  readonly country?: string;
  /** The card of an order. */
  readonly card?: string;
  /** A fault that acts on some requests: the click is repeated until it has. */
  readonly sometimes?: true;
  /** Further faults that the same request asks for, and that must not act. */
  readonly inVain?: string;
  /** When a trace with the fault has all its spans; by default when no call lacks its answer. */
  readonly isComplete?: (trace: Trace) => boolean;
}

/** What a click needs of a proof. */
export type Clicked = Pick<Proof, "click"> & Partial<Proof>;

/** Proofs by fault and variant. */
export type Proofs = Readonly<Record<string, Readonly<Record<string, Proof>>>>;

/** Maximum clicks until a fault that acts sometimes has acted, or one that was just switched on. */
const CLICKS_MAX = 200;

/** Maximum clicks until a trace has all its spans: on a busy machine an ad may be given up before it is asked for. */
const ATTEMPTS_MAX = 6;
/** After so long it is taken to be one that never has them: an ad was given up, and clicking again takes less. */
const COMPLETE_WITHIN_MS = 5000;

/**
 * Clicks once, with these headers, after whatever the click needs has been done without them. Clicks again when the trace
 * does not become complete.
 */
export async function click(shop: TestShop, proof: Clicked, headers: Record<string, string> = {}): Promise<Seen> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await clickOnce(shop, proof, headers);
    } catch (error) {
      if (attempt === ATTEMPTS_MAX) throw error;
    }
  }
}

async function clickOnce(
  shop: TestShop,
  { click, currency, country, card, isComplete }: Clicked,
  headers: Record<string, string>,
): Promise<Seen> {
  const visitor = new Visitor(shop.url);
  if (currency) visitor.setCookie("shop_currency", currency);
  const answer = await visit(visitor, click, headers, {
    ...(country && { country }),
    ...(card && { credit_card_number: card }),
  });
  const hasRoot = ({ spans }: Trace) => spans.some(({ operation }) => operation === rootOf(click));
  const complete = isComplete ?? (({ spans }: Trace) => isWhole(spans));
  const isThere = (trace: Trace) => hasRoot(trace) && complete(trace);
  return { answer, trace: await wholeTrace(shop, answer.traceId, isThere, AbortSignal.timeout(COMPLETE_WITHIN_MS)) };
}

/** Visits every kind of page, so that all connections are open. */
export async function warmUp(shop: TestShop): Promise<void> {
  for (const click of ["home", "product", "cart", "checkout"] as const) {
    await visit(new Visitor(shop.url), click, {}, {});
  }
}

/** Clicks until `check` does not throw; by default, until a fault has acted. */
export async function clickUntil(
  shop: TestShop,
  proof: Clicked,
  headers: Record<string, string>,
  check: (seen: Seen) => void = assertMarked,
): Promise<Seen> {
  for (let i = 1; ; i++) {
    const seen = await click(shop, proof, headers);
    try {
      check(seen);
      return seen;
    } catch (error) {
      if (i === CLICKS_MAX) throw error;
    }
  }
}

function assertMarked({ trace }: Seen): void {
  if (marksIn(trace).length === 0) throw new Error("no fault has acted");
}

async function visit(visitor: Visitor, click: Click, headers: Record<string, string>, fields: object) {
  if (click === "home") return visitor.get("/", headers);
  if (click === "product") return visitor.get("/product/OLJCESPC7Z", headers);
  await visitor.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" });
  if (click === "cart") return visitor.get("/cart", headers);
  return visitor.post("/cart/checkout", { ...checkoutFields, ...fields }, headers);
}

const ROOTS = {
  home: "GET /",
  product: "GET /product/{id}",
  cart: "GET /cart",
  checkout: "POST /cart/checkout",
} as const;

function rootOf(click: Click): string {
  return ROOTS[click];
}

/** The spans with `app.fault`: their label and its value. */
export function marksIn({ spans }: Trace): readonly { readonly label: string; readonly fault: string }[] {
  return spans.flatMap((span) => {
    const fault = tagOf(span, "app.fault");
    return typeof fault === "string" ? [{ label: spanLabel(span), fault }] : [];
  });
}

export function tagOf(span: Span | undefined, key: string): unknown {
  return span?.tags.find((tag) => tag.key === key)?.value;
}

/** All spans with a label. */
export function spansOf({ trace }: Seen, label: string): Span[] {
  return trace.spans.filter((span) => spanLabel(span) === label);
}

/** The first span with a label; throws when there is none. */
export function spanOf(seen: Seen, label: string): Span {
  const [span] = spansOf(seen, label);
  if (!span) throw new Error(`no span is ${label}`);
  return span;
}

/** In microseconds since 1970. */
export function endOf({ startUs, durationUs }: Span): number {
  return startUs + durationUs;
}

/** Milliseconds. */
export function lasts(span: Span): number {
  return span.durationUs / 1000;
}

/** The prices of a page, in order: "USD 67.99". */
export function pricesIn({ answer }: Seen): string[] {
  return answer.body.match(/\b[A-Z]{3} [\d,]+(\.\d+)?/g) ?? [];
}

export function statusOf(span: Span): unknown {
  return tagOf(span, "rpc.response.status_code");
}
