import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Health, IDEMPOTENCY_KEY, PaymentLedgerService, PaymentService } from "@hipstershop/contract";
import { createClient } from "@hipstershop/rpc";
import { DEMO_CARD, testTelemetry } from "@hipstershop/testkit";
import { startPaymentService } from "../src/index.ts";

export const UUID_V4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** The service in June 2030, with a readable log and metrics, and a client. */
export async function startPayment(store = "memory", now = () => Date.UTC(2030, 5, 15)) {
  const stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "payment-"));
  stack.defer(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "log");
  const telemetry = stack.use(
    await testTelemetry("paymentservice", {
      metrics: { host: "127.0.0.1", port: 0 },
      log: { level: "trace", file },
    }),
  );
  const config = { port: 0, host: "127.0.0.1", reflection: true, connectionAgeMs: 0, store };
  const service = stack.use(await startPaymentService(config, telemetry, now));
  const address = `127.0.0.1:${service.port}`;
  const payment = stack.use(createClient(PaymentService, address, telemetry));
  const ledger = stack.use(createClient(PaymentLedgerService, address, telemetry));
  const health = stack.use(createClient(Health, address, telemetry));
  const log = () => readFileSync(file, "utf8");
  /** The counter of charges with this outcome. */
  const counted = async (outcome: string) => {
    const line = new RegExp(`^app_payment_charges_total\\{[^}]*app_payment_outcome="${outcome}"[^}]*\\} (\\d+)`, "m");
    return Number(line.exec(await telemetry.scrape())?.[1] ?? 0);
  };
  return { payment, ledger, health, telemetry, log, counted, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

export const amount = { currencyCode: "USD", units: "67", nanos: 990_000_000 };
export const creditCard = {
  ...DEMO_CARD,
  creditCardExpirationYear: 2030,
  creditCardExpirationMonth: 6,
};
export const order = { amount, creditCard };
/** Call extras that carry an idempotency key. */
export const key = (value: string) => ({ metadata: { [IDEMPOTENCY_KEY]: value } });
