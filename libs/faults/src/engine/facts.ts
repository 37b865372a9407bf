import { propagation, trace } from "@opentelemetry/api";
import type { IncomingWork } from "@hipstershop/telemetry";
import type { Only } from "../catalogue/index.ts";
import { SHOP_LEARNER } from "../names.ts";
import { fieldOf, textOf } from "../message.ts";
import { murmurHash } from "./murmur.ts";

/** What is known of a request: for targeting rules, and for effects that are for some requests only. */
export type Facts = Readonly<Record<string, string>>;

/** Brands by the first digits of a card's number. */
const BRANDS: readonly (readonly [RegExp, string])[] = [
  [/^4/, "visa"],
  [/^5[1-5]/, "mastercard"],
];

/**
 * The facts of a request. `targetingKey` is the user, else the learner, else the trace, so that a share of requests can
 * be chosen for every rpc. The card's brand is used for effects only: nothing of a card leaves the process.
 */
export function factsOf({ request, context, method }: IncomingWork): Facts {
  const learner = propagation.getBaggage(context)?.getEntry(SHOP_LEARNER)?.value ?? "";
  const user = textOf(request, "userId");
  const known = {
    user,
    learner,
    currency: textOf(request, "toCode") || textOf(request, "userCurrency"),
    country: textOf(fieldOf(request, "address"), "country"),
    product: method.endsWith("/GetProduct") ? textOf(request, "id") : textOf(fieldOf(request, "item"), "productId"),
    cardBrand: brandOf(textOf(fieldOf(request, "creditCard"), "creditCardNumber")),
    rpc: method,
    targetingKey: user || learner || (trace.getSpanContext(context)?.traceId ?? ""),
  };
  return Object.fromEntries(Object.entries(known).filter(([, value]) => value !== ""));
}

function brandOf(cardNumber: string): string {
  const digits = cardNumber.replace(/\D/g, "");
  return BRANDS.find(([pattern]) => pattern.test(digits))?.[1] ?? "";
}

/** Whether an effect is for the request with these facts. */
export function isFor(only: Only | undefined, facts: Facts): boolean {
  if (!only) return true;
  const value = facts[only.fact];
  if (!value) return false;
  if (only.is && !only.is.includes(value)) return false;
  if (only.isNot?.includes(value)) return false;
  return only.share === undefined || shareOf(value) < only.share;
}

/** A number from 0 to 1, the same for the same text. */
function shareOf(text: string): number {
  return murmurHash(text) / 2 ** 32;
}
