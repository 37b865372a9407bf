import type { CurrencyBatchService, CurrencyService, RoundingMode, WireMoney } from "@hipstershop/contract";
import { fromWire, type Money, MoneyError, toWire } from "@hipstershop/money";
import { type Handlers, RpcError, Status } from "@hipstershop/rpc";
import { convert, type Target } from "./convert.ts";
import { batchAccepted, converted } from "./events.ts";
import type { Rate, Rates } from "./rates.ts";
import { cutOff, type Rounding, roundingOf } from "./rounding.ts";

export function currencyHandlers(rates: Rates): Handlers<typeof CurrencyService.definition> {
  return {
    /** hipstershop.CurrencyService/GetSupportedCurrencies */
    getSupportedCurrencies: () => ({ currencyCodes: [...rates.keys()] }),

    /** hipstershop.CurrencyService/Convert */
    convert({ from, toCode }, call) {
      if (!from) throw new RpcError(Status.INVALID_ARGUMENT, "from is required");
      const source = rateOf(rates, from.currencyCode, "from.currency_code");
      const target = { code: toCode, rate: rateOf(rates, toCode, "to_code"), round: cutOff };
      return withMoneyErrors("the amount", () => {
        const amount = fromWire(from);
        const result = convert(amount, source, target);
        converted(call, amount, result);
        return result;
      });
    },
  };
}

/** Maximum amounts of one batch. */
const BATCH_SIZE_MAX = 1000;

export function currencyBatchHandlers(rates: Rates): Handlers<typeof CurrencyBatchService.definition> {
  return {
    /** hipstershop.CurrencyBatchService/ConvertAll */
    convertAll({ from, toCode, rounding }, call) {
      if (from.length > BATCH_SIZE_MAX) {
        throw new RpcError(
          Status.INVALID_ARGUMENT,
          `from must have ${BATCH_SIZE_MAX} amounts at most, got ${from.length}`,
        );
      }
      const rate = rateOf(rates, toCode, "to_code");
      const target = { code: toCode, rate, round: checkRounding(rounding, toCode) };
      batchAccepted(call, from.length, toCode, rounding);
      return { converted: from.map((amount, i) => convertOneOf(rates, amount, target, `from[${i}]`)) };
    },
  };
}

/** Converts an amount of a batch, at `place` in the request. */
function convertOneOf(rates: Rates, amount: WireMoney, target: Target, place: string): WireMoney {
  const source = rateOf(rates, amount.currencyCode, `${place}.currency_code`);
  return withMoneyErrors(place, () => convert(fromWire(amount), source, target));
}

function checkRounding(mode: RoundingMode, toCode: string): Rounding {
  const rounding = roundingOf(mode, toCode);
  if (rounding) return rounding;
  throw new RpcError(Status.INVALID_ARGUMENT, `rounding ${mode} is no rounding mode of this version`);
}

function rateOf(rates: Rates, code: string, field: string): Rate {
  const rate = rates.get(code);
  if (rate) return rate;
  const met = code === "" ? "is required" : `"${code.slice(0, 20).toWellFormed()}" is no currency of this shop`;
  throw new RpcError(Status.INVALID_ARGUMENT, `${field} ${met}`);
}

/**
 * Turns errors of money into statuses: INVALID_ARGUMENT for an invalid amount, OUT_OF_RANGE for a result that does not
 * fit into a message. `subject` says which amount it is.
 */
function withMoneyErrors(subject: string, work: () => Money): WireMoney {
  try {
    return toWire(work());
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    const code = error.problem === "out of range" ? Status.OUT_OF_RANGE : Status.INVALID_ARGUMENT;
    throw new RpcError(code, `${subject} can't be converted: ${error.message}`, { cause: error });
  }
}
