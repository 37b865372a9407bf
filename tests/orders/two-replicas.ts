import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { cartservice } from "cartservice";
import { type CheckoutTimes, startCheckoutService } from "checkoutservice";
import { currencyservice } from "currencyservice";
import { startEmailService } from "emailservice";
import {
  CartService,
  CheckoutService,
  IDEMPOTENCY_KEY,
  type LedgerEntry,
  PaymentLedgerService,
} from "@hipstershop/contract";
import { createClient } from "@hipstershop/rpc";
import { Env, type ServiceDefinition } from "@hipstershop/runtime";
import { decodeRecord, openState } from "@hipstershop/state";
import { DEMO_ADDRESS, DEMO_CARD, startRedis, testTelemetry, TYPEWRITER } from "@hipstershop/testkit";
import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import { paymentservice } from "paymentservice";
import { productcatalogservice } from "productcatalogservice";
import { shippingservice } from "shippingservice";
import { vi } from "vitest";

const LOCAL = { LISTEN_ADDR: "127.0.0.1", PORT: "0" };
const LISTEN = { host: "127.0.0.1", port: 0, reflection: false, connectionAgeMs: 0 };

type Variables = Readonly<Record<string, string>>;
type CheckoutConfig = Parameters<typeof startCheckoutService>[0];

/** What a checkout in a process of its own is started with. */
export interface ChildOrder {
  readonly config: CheckoutConfig;
  /** The point at which it sends itself the signal. */
  readonly point: string;
  readonly signal: "SIGKILL" | "SIGSTOP";
  readonly times: Pick<CheckoutTimes, "leaseMs" | "workerMs">;
}

/**
 * The services behind a checkout, of which payment and e-mail have two replicas, and the Redis that keeps their state:
 * the one at `redisUrl`, or one of their own.
 */
export async function startBackends(redisUrl?: string) {
  const stack = new AsyncDisposableStack();
  const url = redisUrl ?? `redis://${stack.use(await startRedis()).address}`;
  const store = { REDIS_URL: url };
  const start = async (service: ServiceDefinition, variables: Variables = {}) => {
    const telemetry = stack.use(await testTelemetry(service.name));
    const { port } = stack.use(await service.start(new Env({ ...LOCAL, ...variables }))(telemetry));
    return `127.0.0.1:${port}`;
  };
  const startEmail = async () => {
    const telemetry = stack.use(await testTelemetry("emailservice"));
    return stack.use(await startEmailService({ ...LISTEN, mailsKept: 10_000, store: url }, telemetry));
  };
  const emails = [await startEmail(), await startEmail()];
  const payments = [await start(paymentservice, store), await start(paymentservice, store)];
  const cartAddress = await start(cartservice, store);
  const common = {
    cart: cartAddress,
    currency: await start(currencyservice),
    productCatalog: await start(productcatalogservice),
    shipping: await start(shippingservice),
  };
  /** The configuration of one of two checkouts: each has its own payment and e-mail service. */
  const configOf = (i: number): CheckoutConfig => ({
    ...LISTEN,
    store: url,
    rpcDeadlineMs: 60_000,
    addresses: { ...common, payment: payments[i] ?? "", email: `127.0.0.1:${emails[i]?.port}` },
  });
  const callers = stack.use(await testTelemetry("callers"));
  const journal = stack.use(await openState({ store: url, namespace: "orders" }, callers));
  const cart = stack.use(createClient(CartService, cartAddress, callers));
  const ledger = stack.use(createClient(PaymentLedgerService, payments[0] ?? "", callers));
  return {
    store,
    cart,
    configOf,
    allCharges: async () => (await ledger.listEntries({})).entries,
    /** The charges under these keys, refunded ones as well. */
    async charges(...keys: readonly string[]): Promise<readonly LedgerEntry[]> {
      const { entries } = await ledger.listEntries({});
      return entries.filter(({ key }) => keys.includes(key));
    },
    /** The order ids of all mails, or of those to one user. */
    mails: (userId?: string) =>
      emails.flatMap((email) =>
        email
          .mails()
          .filter(({ to }) => userId === undefined || to === emailOf(userId))
          .map(({ subject }) => subject.replace("Your order ", "")),
      ),
    /** What the journal has of the order that a user placed under a key. */
    recordOf: async (userId: string, key: string) =>
      decodeRecord((await journal.get(`order ${JSON.stringify([userId, key])}`)) ?? "{}"),
    /** A checkout in this process. */
    async startCheckout(i: number, times: CheckoutTimes = {}, config = configOf(i)) {
      const telemetry = stack.use(await testTelemetry("checkoutservice"));
      const { port } = stack.use(await startCheckoutService(config, telemetry, times));
      const client = stack.use(createClient(CheckoutService, `127.0.0.1:${port}`, callers, { deadlineMs: 60_000 }));
      return { client, telemetry, address: `127.0.0.1:${port}` };
    },
    /** A checkout in a process of its own, which kills or freezes itself at a point of its first order. */
    async startChild(order: ChildOrder) {
      const child = spawn(process.execPath, [join(import.meta.dirname, "checkout-child.ts"), JSON.stringify(order)], {
        stdio: ["ignore", "pipe", "inherit"],
      });
      stack.defer(() => void child.kill("SIGKILL"));
      const address = `127.0.0.1:${await firstLine(child)}`;
      const options = { deadlineMs: 60_000, waitForReadyMs: 0 };
      const client = stack.use(createClient(CheckoutService, address, callers, options));
      return { client, address, thaw: () => void child.kill("SIGCONT"), kill: () => void child.kill("SIGKILL") };
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function firstLine({ stdout }: ChildProcess): Promise<string> {
  if (!stdout) throw new Error("the child has no output");
  const [text] = await once(stdout.setEncoding("utf8"), "data");
  return String(text).trim();
}

const emailOf = (userId: string) => `${userId.replaceAll(" ", "-")}@example.com`;

/** An order of a user's cart. */
export const orderOf = (userId: string) => ({
  userId,
  userCurrency: "USD",
  address: DEMO_ADDRESS,
  email: emailOf(userId),
  creditCard: { ...DEMO_CARD, creditCardExpirationYear: 2099, creditCardExpirationMonth: 6 },
});

/** Waits for what happens in the background. */
export const eventually = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: PATIENCE_MS, interval: 20 });

export const item = { productId: TYPEWRITER, quantity: 1 };
export const under = (key: string) => ({ metadata: { [IDEMPOTENCY_KEY]: key } });
