import { CurrencyBatchService, CurrencyService, Health } from "@hipstershop/contract";
import { createClient } from "@hipstershop/rpc";
import { testTelemetry } from "@hipstershop/testkit";
import { startCurrencyService } from "../src/index.ts";

/** A currency service on a free port, with clients of all that it serves. */
export async function startCurrency(ratesFile = "") {
  const stack = new AsyncDisposableStack();
  const telemetry = stack.use(await testTelemetry("currencyservice"));
  const config = { port: 0, host: "127.0.0.1", reflection: true, connectionAgeMs: 0, ratesFile };
  const service = stack.use(await startCurrencyService(config, telemetry));
  const address = `127.0.0.1:${service.port}`;
  const currency = stack.use(createClient(CurrencyService, address, telemetry));
  const batch = stack.use(createClient(CurrencyBatchService, address, telemetry));
  const health = stack.use(createClient(Health, address, telemetry));
  return { currency, batch, health, telemetry, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
