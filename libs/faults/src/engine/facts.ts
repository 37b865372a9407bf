import { propagation, trace } from "@opentelemetry/api";
import type { IncomingWork } from "@hipstershop/telemetry";
import type { Only } from "../catalogue/index.ts";
import { SHOP_LEARNER } from "../names.ts";
import { murmurHash } from "./murmur.ts";

/** What is known of a request: for targeting rules, and for effects that are for some requests only. */
export type Facts = Readonly<Record<string, string>>;

/** The parts of requests that facts are taken from; which ones a request has depends on its rpc. */
interface Known {
  readonly userId?: string;
  readonly userCurrency?: string;
  readonly toCode?: string;
  readonly address?: { readonly country?: string } | null;
  readonly id?: string;
  readonly item?: { readonly productId?: string } | null;
  readonly creditCard?: { readonly creditCardNumber?: string } | null;
}

/** Brands by the first digits of a card's number. */
const BRANDS: readonly (readonly [RegExp, string])[] = [
  [/^4/, "visa"],
  [/^5[1-5]/, "mastercard"],
];

/**
 * The facts of a request. `targetingKey` is the user, else the learner, else the trace, so that a share of requests can
 * be chosen for every rpc. The card's brand is used for effects only: nothing of a card leaves the process.
 */
export function factsOf(work: IncomingWork): Facts {
  const request = (work.request ?? {}) as Known;
  const learner = propagation.getBaggage(work.context)?.getEntry(SHOP_LEARNER)?.value;
  const { method } = work;
  const known: Record<string, string | undefined> = {
    user: request.userId,
    learner,
    currency: request.toCode ?? request.userCurrency,
    country: request.address?.country,
    product: method.endsWith("/GetProduct") ? request.id : request.item?.productId,
    cardBrand: brandOf(request.creditCard?.creditCardNumber),
    rpc: method,
  };
  const facts = Object.fromEntries(Object.entries(known).filter(([, value]) => value)) as Record<string, string>;
  return { ...facts, targetingKey: request.userId || learner || trace.getSpanContext(work.context)?.traceId || "" };
}

function brandOf(cardNumber: string | undefined): string | undefined {
  const digits = cardNumber?.replace(/\D/g, "") ?? "";
  return BRANDS.find(([pattern]) => pattern.test(digits))?.[1];
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
