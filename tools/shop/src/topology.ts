import type { ServiceDefinition } from "@hipstershop/runtime";
import { adservice } from "adservice";
import { cartservice } from "cartservice";
import { checkoutservice } from "checkoutservice";
import { currencyservice } from "currencyservice";
import { emailservice } from "emailservice";
import { flagservice } from "flagservice";
import { frontend } from "frontend";
import { paymentservice } from "paymentservice";
import { productcatalogservice } from "productcatalogservice";
import { recommendationservice } from "recommendationservice";
import { shippingservice } from "shippingservice";
import { training } from "training";

/** A service of the shop, its ports on this machine, and the services it calls. */
export interface ServiceSpec extends ServiceDefinition {
  readonly protocol: "grpc" | "http";
  /** Its port on one machine. (In a cluster services have addresses of their own, and several use 8080 or 50051.) */
  readonly localPort: number;
  /** The environment variable that tells callers its address. */
  readonly addressVariable: string;
  /** Names of the services it calls. Their addresses are set in its environment. */
  readonly calls: readonly string[];
  /** What visitors notice when it can't be reached. */
  readonly without: string;
  /** Further ports, by their environment variable. */
  readonly extraPorts?: Readonly<Record<string, number>>;
}

/**
 * The training pages. They are no service of the shop: they look at it from outside, stay in the runner's process, and
 * are loaded when somebody opens them.
 */
export const trainingPages: ServiceSpec = {
  ...training,
  protocol: "http",
  localPort: 8082,
  addressVariable: "TRAINING_ADDR",
  calls: ["flagservice", "frontend"],
  without: "faults can be switched by `npx shop faults` only",
};

/** All services. Each comes after those it calls, since it needs their addresses. */
export const services: readonly ServiceSpec[] = [
  {
    ...flagservice,
    protocol: "grpc",
    localPort: 8013,
    addressVariable: "FLAG_SERVICE_ADDR",
    calls: [],
    without: "no page changes: faults stay as they are",
    extraPorts: { SYNC_PORT: 8015 },
  },
  {
    ...adservice,
    protocol: "grpc",
    localPort: 9555,
    addressVariable: "AD_SERVICE_ADDR",
    calls: [],
    without: "pages have no ads",
  },
  {
    ...cartservice,
    protocol: "grpc",
    localPort: 7070,
    addressVariable: "CART_SERVICE_ADDR",
    calls: [],
    without: "carts can't be read or changed, and no order can be placed",
  },
  {
    ...currencyservice,
    protocol: "grpc",
    localPort: 7000,
    addressVariable: "CURRENCY_SERVICE_ADDR",
    calls: [],
    without: "prices are the last known ones, and no order can be placed",
  },
  {
    ...emailservice,
    protocol: "grpc",
    localPort: 5000,
    addressVariable: "EMAIL_SERVICE_ADDR",
    calls: [],
    without: "orders are placed, but not confirmed by mail",
  },
  {
    ...paymentservice,
    protocol: "grpc",
    localPort: 50_052,
    addressVariable: "PAYMENT_SERVICE_ADDR",
    calls: [],
    without: "no order can be placed",
  },
  {
    ...productcatalogservice,
    protocol: "grpc",
    localPort: 3550,
    addressVariable: "PRODUCT_CATALOG_SERVICE_ADDR",
    calls: [],
    without: "products are the last known ones, and no order can be placed",
  },
  {
    ...shippingservice,
    protocol: "grpc",
    localPort: 50_051,
    addressVariable: "SHIPPING_SERVICE_ADDR",
    calls: [],
    without: "carts have no total, and no order can be placed",
  },
  {
    ...recommendationservice,
    protocol: "grpc",
    localPort: 8081,
    addressVariable: "RECOMMENDATION_SERVICE_ADDR",
    calls: ["productcatalogservice"],
    without: "pages have no recommendations",
  },
  {
    ...checkoutservice,
    protocol: "grpc",
    localPort: 5050,
    addressVariable: "CHECKOUT_SERVICE_ADDR",
    calls: [
      "cartservice",
      "currencyservice",
      "emailservice",
      "paymentservice",
      "productcatalogservice",
      "shippingservice",
    ],
    without: "no order can be placed",
  },
  {
    ...frontend,
    protocol: "http",
    localPort: 8080,
    addressVariable: "FRONTEND_ADDR",
    calls: [
      "adservice",
      "cartservice",
      "checkoutservice",
      "currencyservice",
      "productcatalogservice",
      "recommendationservice",
      "shippingservice",
    ],
    without: "no page can be opened",
  },
];
