import { CurrencyBatchService, CurrencyService } from "@hipstershop/contract";
import { implement, serve } from "@hipstershop/rpc";
import { defineService, openNamed, type Service } from "@hipstershop/runtime";
import type { Telemetry } from "@hipstershop/telemetry";
import { type CurrencyConfig, readConfig } from "./config.ts";
import { currencyBatchHandlers, currencyHandlers } from "./handlers.ts";
import { parseRates, readRates } from "./rates.ts";
import { RATE_TABLE } from "./rate-table.ts";

export const currencyservice = defineService("currencyservice", readConfig, startCurrencyService);

/** Starts the currency service with its rates. */
export async function startCurrencyService(config: CurrencyConfig, telemetry: Telemetry): Promise<Service> {
  const { ratesFile } = config;
  const rates = ratesFile ? await openNamed("RATES_FILE", () => readRates(ratesFile)) : parseRates(RATE_TABLE);
  const services = [
    implement(CurrencyService, currencyHandlers(rates)),
    implement(CurrencyBatchService, currencyBatchHandlers(rates)),
  ];
  return serve(services, config, telemetry);
}
