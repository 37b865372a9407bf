import {
  AdService,
  CartEditService,
  CartService,
  CheckoutService,
  type Contract,
  CurrencyBatchService,
  CurrencyService,
  EmailService,
  PaymentLedgerService,
  PaymentService,
  ProductCatalogService,
  RecommendationService,
  ShippingService,
} from "@hipstershop/contract";
import { type Call, implement, serve } from "@hipstershop/rpc";
import type { Telemetry } from "@hipstershop/telemetry";
import type { ShopRpcs } from "./shop-rpcs.ts";
import { StateChanges } from "./waiting.ts";
import { workingShop } from "./working-shop.ts";

/** An address at which no server listens. */
export const NOBODY = "127.0.0.1:1";

const CONTRACTS = {
  ad: [AdService],
  cart: [CartService, CartEditService],
  checkout: [CheckoutService],
  currency: [CurrencyService, CurrencyBatchService],
  email: [EmailService],
  payment: [PaymentService, PaymentLedgerService],
  productCatalog: [ProductCatalogService],
  recommendation: [RecommendationService],
  shipping: [ShippingService],
};
export type BackendName = keyof typeof CONTRACTS;

/** One call that a fake backend received. */
export interface ReceivedCall {
  readonly rpc: keyof ShopRpcs;
  readonly request: unknown;
  readonly call: Call;
}

export interface FakeBackends<N extends BackendName> extends AsyncDisposable {
  /** What the rpcs do. A test replaces the ones it is about. */
  readonly rpcs: ShopRpcs;
  readonly addresses: Readonly<Record<N, string>>;
  /** All calls so far, in the order of their arrival. */
  readonly received: readonly ReceivedCall[];
  /** The calls of one rpc so far. */
  calls(rpc: keyof ShopRpcs): readonly ReceivedCall[];
  /** The n-th call of an rpc, as soon as it has arrived. */
  nth(rpc: keyof ShopRpcs, n?: number): Promise<ReceivedCall>;
  /** Keeps the answers of an rpc back until the returned function is called. */
  hold(rpc: keyof ShopRpcs): () => void;
}

type AnyHandler = (request: never, call: Call) => unknown;

/**
 * Services of the shop, faked as real gRPC servers on free ports. They work (see `workingShop`), except for the
 * `changes`.
 */
export async function startFakeBackends<N extends BackendName>(
  telemetry: Telemetry,
  names: readonly N[],
  changes: Partial<ShopRpcs> = {},
): Promise<FakeBackends<N>> {
  const stack = new AsyncDisposableStack();
  const rpcs: ShopRpcs = { ...workingShop(), ...changes };
  const received: ReceivedCall[] = [];
  const arrivals = new StateChanges();
  const handlers = new Proxy(
    {},
    {
      get: (_, name) => (request: never, call: Call) => {
        const rpc = name as keyof ShopRpcs;
        received.push({ rpc, request, call });
        arrivals.changed();
        return (rpcs[rpc] as AnyHandler)(request, call);
      },
    },
  );
  const addresses: Partial<Record<BackendName, string>> = {};
  for (const name of names) {
    const contracts: readonly Contract<unknown>[] = CONTRACTS[name];
    const services = contracts.map((contract) => implement(contract, handlers));
    const options = { host: "127.0.0.1", port: 0, reflection: false, connectionAgeMs: 0 };
    addresses[name] = stack.use(await serve(services, options, telemetry)).address;
  }
  const calls = (rpc: keyof ShopRpcs) => received.filter((one) => one.rpc === rpc);
  return {
    rpcs,
    addresses: addresses as Record<N, string>,
    received,
    calls,
    nth: (rpc, n = 1) => arrivals.until(() => calls(rpc)[n - 1]),
    hold(rpc) {
      const released = Promise.withResolvers<void>();
      const answer = rpcs[rpc] as AnyHandler;
      const answerWhenReleased = async (request: never, call: Call) => {
        await released.promise;
        return answer(request, call);
      };
      Object.assign(rpcs, { [rpc]: answerWhenReleased });
      return released.resolve;
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
