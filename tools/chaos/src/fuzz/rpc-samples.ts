import {
  AdService,
  CartEditService,
  CartService,
  CheckoutService,
  CurrencyBatchService,
  CurrencyService,
  EmailService,
  FlagEvaluationV2,
  Health,
  PaymentService,
  ProductCatalogService,
  RecommendationService,
  ShippingService,
} from "@hipstershop/contract";
import { ADDRESS, CREDIT_CARD, DIRECT_ORDER } from "../direct-order.ts";

/** A valid request to a service, as bytes. */
export interface RpcSample {
  readonly service: string;
  /** Such as /hipstershop.CartService/GetCart. */
  readonly path: string;
  readonly message: Buffer;
}

const money = { currencyCode: "USD", units: "19", nanos: 990_000_000 };
const item = { productId: "OLJCESPC7Z", quantity: 1 };
const order = {
  orderId: "1",
  shippingTrackingId: "2",
  shippingCost: money,
  shippingAddress: ADDRESS,
  items: [{ item, cost: money }],
};

interface Method<Q> {
  readonly path: string;
  readonly requestSerialize: (request: Q) => Buffer;
}

const sample = <Q>(service: string, { path, requestSerialize }: Method<Q>, request: Q): RpcSample => ({
  service,
  path,
  message: requestSerialize(request),
});

/** Requests that all services answer with OK; the first of each service is its usual one. */
export const RPC_SAMPLES: readonly RpcSample[] = [
  sample("adservice", AdService.definition.GetAds, { contextKeys: ["camera"] }),
  sample("cartservice", CartService.definition.GetCart, { userId: "load" }),
  sample("cartservice", CartEditService.definition.SetQuantity, { userId: "load", item }),
  sample("checkoutservice", CheckoutService.definition.PlaceOrder, DIRECT_ORDER),
  sample("currencyservice", CurrencyService.definition.Convert, { from: money, toCode: "EUR" }),
  sample("currencyservice", CurrencyBatchService.definition.ConvertAll, { from: [money, money], toCode: "JPY" }),
  sample("currencyservice", CurrencyService.definition.GetSupportedCurrencies, {}),
  sample("emailservice", EmailService.definition.SendOrderConfirmation, { email: "a@b.example", order }),
  sample("flagservice", FlagEvaluationV2.definition.ResolveString, { flagKey: "shippingSlow" }),
  sample("flagservice", Health.definition.Check, { service: "" }),
  sample("paymentservice", PaymentService.definition.Charge, { amount: money, creditCard: CREDIT_CARD }),
  sample("productcatalogservice", ProductCatalogService.definition.GetProduct, { id: "OLJCESPC7Z" }),
  sample("productcatalogservice", ProductCatalogService.definition.ListProducts, {}),
  sample("productcatalogservice", ProductCatalogService.definition.SearchProducts, { query: "camera" }),
  sample("recommendationservice", RecommendationService.definition.ListRecommendations, { productIds: ["OLJCESPC7Z"] }),
  sample("shippingservice", ShippingService.definition.GetQuote, { address: ADDRESS, items: [item] }),
  sample("shippingservice", ShippingService.definition.ShipOrder, { address: ADDRESS, items: [item] }),
];

/** The usual request of each service. */
export function usualSamples(): readonly RpcSample[] {
  const usual = new Map<string, RpcSample>();
  for (const one of RPC_SAMPLES) if (!usual.has(one.service)) usual.set(one.service, one);
  return [...usual.values()];
}

/** A message with the five bytes of gRPC in front. */
export function framed(message: Buffer, flag = 0): Buffer {
  const head = Buffer.alloc(5);
  head[0] = flag;
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}
