import type { CurrencyService } from "@hipstershop/contract";
import { fromWire, type Money, MoneyError, toWire } from "@hipstershop/money";
import { type Handlers, RpcError, Status } from "@hipstershop/rpc";
import { convert } from "./convert.ts";
import { converted } from "./events.ts";
import type { Rate, Rates } from "./rates.ts";

export function currencyHandlers(rates: Rates): Handlers<typeof CurrencyService.definition> {
  return {
    /** hipstershop.CurrencyService/GetSupportedCurrencies */
    getSupportedCurrencies: () => ({ currencyCodes: [...rates.keys()] }),

    /** hipstershop.CurrencyService/Convert */
    convert({ from, toCode }, call) {
      if (!from) throw new RpcError(Status.INVALID_ARGUMENT, "from is required");
      const source = rateOf(rates, from.currencyCode, "from.currency_code");
      const target = rateOf(rates, toCode, "to_code");
      return withMoneyErrors(() => {
        const amount = fromWire(from);
        const result = convert(amount, source, toCode, target);
        converted(call, amount, result);
        return result;
      });
    },
  };
}

function rateOf(rates: Rates, code: string, field: string): Rate {
  const rate = rates.get(code);
  if (rate) return rate;
  const met = code === "" ? "is required" : `"${code.slice(0, 20).toWellFormed()}" is no currency of this shop`;
  throw new RpcError(Status.INVALID_ARGUMENT, `${field} ${met}`);
}

/**
 * Turns errors of money into statuses: INVALID_ARGUMENT for an invalid amount, OUT_OF_RANGE for a result that does not
 * fit into a message.
 */
function withMoneyErrors(work: () => Money) {
  try {
    return toWire(work());
  } catch (error) {
    if (!(error instanceof MoneyError)) throw error;
    const code = error.problem === "out of range" ? Status.OUT_OF_RANGE : Status.INVALID_ARGUMENT;
    throw new RpcError(code, `the amount can't be converted: ${error.message}`, { cause: error });
  }
}
