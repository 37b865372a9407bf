import { CheckoutService, type OrderResult } from "@hipstershop/contract";
import { decodeRecord, encodeRecord } from "@hipstershop/state";

/**
 * How far an order has come. From `charging` on the card may be charged, from `shipped` on the order is placed, and only
 * its cart (until `emptied`) and its mail (until `done`) are open. `unpaid` and `refunded` orders are closed, and their
 * key can be used anew.
 */
const STEPS = ["started", "charging", "charged", "shipped", "emptied", "done", "unpaid", "refunded"] as const;
export type Step = (typeof STEPS)[number];

/** An order in the journal. It has nothing of the card. */
export interface OrderRecord {
  readonly step: Step;
  /** Hash of the request. */
  readonly fingerprint: string;
  readonly orderId: string;
  readonly userId: string;
  /** Idempotency key of the charge. */
  readonly chargeKey: string;
  /** Address of the confirmation; "" before pricing and after the mail was sent. */
  readonly email: string;
  /** The order as it is answered, without a tracking id until it is shipped; undefined before it is priced. */
  readonly order: OrderResult | undefined;
  /** Trace id, span id and trace flags of the PlaceOrder that charged the card. */
  readonly span: SpanName;
  /** When the charge began, in milliseconds since the epoch. */
  readonly since: number;
  /** How often it was tried in vain to finish it. */
  readonly attempts: number;
}

export interface SpanName {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

const NO_SPAN: SpanName = { traceId: "", spanId: "", traceFlags: 0 };

/** An order at its first step. */
export function newRecord(ids: Pick<OrderRecord, "fingerprint" | "orderId" | "userId" | "chargeKey">): OrderRecord {
  return { ...ids, step: "started", email: "", order: undefined, span: NO_SPAN, since: 0, attempts: 0 };
}

/** Whether the order was placed, so that it can be answered. */
export function isPlaced({ step }: Pick<OrderRecord, "step">): boolean {
  return step === "shipped" || step === "emptied" || step === "done";
}

/** Whether the card was charged, or may have been. */
export function isCharged({ step }: Pick<OrderRecord, "step">): boolean {
  return step === "charging" || step === "charged" || isPlaced({ step });
}

/** Whether the order is at an end, good or bad. */
export function isClosed({ step }: OrderRecord): boolean {
  return step === "done" || step === "unpaid" || step === "refunded";
}

export function encodeOrder({ order, span, since, attempts, ...texts }: OrderRecord): string {
  return encodeRecord({
    ...texts,
    order: order ? CheckoutService.definition.PlaceOrder.responseSerialize({ order }).toString("base64") : "",
    span: `${span.traceId}-${span.spanId}-${span.traceFlags}`,
    since: String(since),
    attempts: String(attempts),
  });
}

export function decodeOrder(value: string): OrderRecord {
  const { step, fingerprint = "", orderId = "", userId = "", chargeKey = "", ...rest } = decodeRecord(value);
  const [traceId = "", spanId = "", traceFlags = "0"] = rest["span"]?.split("-") ?? [];
  return {
    step: STEPS.find((known) => known === step) ?? "started",
    fingerprint,
    orderId,
    userId,
    chargeKey,
    email: rest["email"] ?? "",
    order: decodeResult(rest["order"] ?? ""),
    span: { traceId, spanId, traceFlags: Number(traceFlags) },
    since: Number(rest["since"] ?? 0),
    attempts: Number(rest["attempts"] ?? 0),
  };
}

function decodeResult(base64: string): OrderResult | undefined {
  if (!base64) return undefined;
  return CheckoutService.definition.PlaceOrder.responseDeserialize(Buffer.from(base64, "base64")).order ?? undefined;
}
