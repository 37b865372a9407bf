import { onCall, onHandler, variant, variants } from "./acts.ts";
import type { Fault } from "./types.ts";

const CONVERT = "CurrencyService/Convert";

const rounded = (mode: "up" | "down") =>
  variant(
    mode,
    `prices are rounded ${mode} to whole units`,
    onHandler("currencyservice", CONVERT, { kind: "round", mode }),
  );

export const dataFaults: readonly Fault[] = [
  {
    name: "priceRounding",
    lesson: "data",
    effect: "Converted prices are rounded to whole units.",
    perRequest: true,
    variants: variants(rounded("up"), rounded("down")),
    shows: {
      traces: "Every span is fine. app.currency.result at Convert is the right amount, and the page shows another one.",
      metrics: "Nothing, unless somebody counts money.",
      logs: "Nothing.",
    },
    teaches: "A trace of a wrong answer looks like that of a right one; record the values that matter.",
    tryAt: "product",
  },
  {
    name: "roundingRenumbered",
    lesson: "data",
    effect: "Two revisions read the same number of an enum differently: one rounds to the nearest, the other up.",
    perRequest: true,
    variants: variants(
      variant(
        "on",
        "the frontend asks for HALF_UP, the currency service reads UP",
        onCall("frontend", CONVERT, { kind: "batchCalls", rounding: "ROUNDING_MODE_HALF_UP" }),
        onHandler("currencyservice", "CurrencyBatchService/ConvertAll", {
          kind: "renumberEnum",
          field: "rounding",
          numbers: { ROUNDING_MODE_HALF_UP: "ROUNDING_MODE_UP" },
        }),
      ),
    ),
    shows: {
      traces: "app.rounding.mode differs between the client span and the server span of one ConvertAll.",
      metrics: "Nothing.",
      logs: "Nothing.",
    },
    teaches: "Never renumber an enum: both sides believe that they agree. Only the two ends of one span show it.",
    tryAt: "home",
  },
];
