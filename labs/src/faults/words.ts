import { OFF, SHOP_FAULT } from "@hipstershop/faults/names";
import type { Fault, TryAt, Variant } from "@hipstershop/faults/catalogue";
import type { FaultState } from "@hipstershop/faults/switches";
import { ruleText } from "./rules.ts";

/** What a fault is at present, for the context of the page: one or two sentences. */
export function reasonText({ effective, reason, defaultVariant, targeting, problem }: FaultState): string {
  if (problem !== "") return `This flag has a problem: ${problem}.`;
  if (reason === "STATIC") return effective === OFF ? "Off for everybody." : `${effective} for everybody.`;
  if (reason === "TARGETING_MATCH") return `The rule gives ${effective} to this request.`;
  if (reason === "DISABLED") return "Off for everybody: the flag is disabled in its file.";
  if (reason === "DEFAULT" && targeting !== "")
    return `The rule says nothing about this request, which gets the default, ${defaultVariant || effective}.`;
  if (reason === "DEFAULT") return `${effective}, the default.`;
  if (reason === "ERROR") return "Off: the flag can't be evaluated.";
  return `${effective}; the flag service says ${reason}.`;
}

/** Whether a fault is on or has a rule, for whomever. */
export function isActive({ effective, defaultVariant, targeting }: FaultState): boolean {
  return effective !== OFF || targeting !== "" || (defaultVariant !== "" && defaultVariant !== OFF);
}

/** How an active fault is set, for the banner: "declined", or its rule as this learner may read it; "" for the trainer. */
export function settingText({ effective, defaultVariant, targeting }: FaultState, viewer: string): string {
  return targeting === "" ? `${defaultVariant || effective} for everybody` : ruleText(targeting, viewer);
}

const CLICKS: Readonly<Record<TryAt, string>> = {
  home: "Opens the home page",
  product: "Opens a product’s page",
  cart: "Puts something into a cart, opens it",
  checkout: "Buys something",
};

/** What the button does, as "Buys something". */
export function clickText(tryAt: TryAt): string {
  return CLICKS[tryAt];
}

/** Why a fault can't be tried on one request; "" when it can. */
export function whyNoTry(fault: Fault): string {
  if (!fault.perRequest) return "This fault is one of a whole process: it can be switched for everybody only.";
  if (fault.tryAt) return "";
  const [only] = fault.variants.flatMap(limitsOf);
  const why = only
    ? `it acts only on requests with a certain ${only}`
    : fault.variants.some(isByChance)
      ? "it acts on a share of the calls"
      : "it shows in metrics alone";
  return `One click may not show this fault: ${why}. Send several requests with this header.`;
}

/** Whether a variant acts on some calls only, by chance or by number. */
export function isByChance({ acts }: Variant): boolean {
  return acts.some(({ effect }) => {
    if (effect.kind === "longTail" || effect.kind === "successRate") return true;
    return effect.kind === "fail" && effect.often !== undefined;
  });
}

const FACTS = {
  currency: "currency",
  country: "country",
  user: "user",
  product: "product",
  cardBrand: "card",
} as const;

function limitsOf({ acts }: Variant): readonly string[] {
  return acts.flatMap(({ effect }) => ("only" in effect && effect.only ? [FACTS[effect.only.fact]] : []));
}

/** The header that puts a fault into one request. */
export function baggageOf(fault: string, variant: string): string {
  return `${SHOP_FAULT}=${fault}:${variant}`;
}
