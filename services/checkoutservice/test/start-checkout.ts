import { CheckoutService, Health } from "@hipstershop/contract";
import { createClient } from "@hipstershop/rpc";
import { testTelemetry } from "@hipstershop/testkit";
import type { CheckoutConfig } from "../src/config.ts";
import { startCheckoutService } from "../src/index.ts";
import { startCounterparts } from "./counterparts.ts";

/** Nobody listens there. */
export const NOBODY = "127.0.0.1:1";

/** The checkout before six counterparts that do what a test wants, and a client. `away` are services that are down. */
export async function startCheckout({
  away = [],
  waits = { answerMs: 20, firstRetryMs: 1, stopMs: 20 },
}: {
  readonly away?: readonly (keyof CheckoutConfig["addresses"])[];
  readonly waits?: Parameters<typeof startCheckoutService>[2];
} = {}) {
  const stack = new AsyncDisposableStack();
  const callers = stack.use(await testTelemetry("frontend"));
  const theirs = stack.use(await testTelemetry("counterparts"));
  const telemetry = stack.use(await testTelemetry("checkoutservice", { metrics: { host: "127.0.0.1", port: 0 } }));
  const others = stack.use(await startCounterparts(theirs));
  const config = {
    host: "127.0.0.1",
    port: 0,
    reflection: true,
    connectionAgeMs: 0,
    addresses: { ...others.addresses, ...Object.fromEntries(away.map((name) => [name, NOBODY])) },
    rpcDeadlineMs: 60_000,
  };
  const service = stack.use(await startCheckoutService(config, telemetry, waits));
  const address = `127.0.0.1:${service.port}`;
  const checkout = stack.use(createClient(CheckoutService, address, callers));
  const health = stack.use(createClient(Health, address, callers));
  /** How many orders ended so, by the counter. */
  const counted = async (outcome: string) => {
    const line = new RegExp(`^app_orders_total\\{[^}]*app_order_outcome="${outcome}"[^}]*\\} (\\d+)`, "m");
    return Number(line.exec(await telemetry.scrape())?.[1] ?? 0);
  };
  return {
    checkout,
    health,
    others,
    service,
    telemetry,
    theirs,
    callers,
    counted,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

export const address = {
  streetAddress: "1600 Amphitheatre Parkway",
  city: "Mountain View",
  state: "CA",
  country: "United States",
  zipCode: 94_043,
};
export const creditCard = {
  creditCardNumber: "4432-8015-6152-0454",
  creditCardCvv: 672,
  creditCardExpirationYear: 2030,
  creditCardExpirationMonth: 6,
};
export const order = { userId: "ada", userCurrency: "USD", address, email: "someone@example.com", creditCard };
/** Call extras that carry an idempotency key. */
export const key = (value: string) => ({ metadata: { "idempotency-key": value } });
