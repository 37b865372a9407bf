import { startAdService } from "adservice";
import { readConfig as readAdConfig } from "adservice/config";
import { startCartService } from "cartservice";
import { readConfig as readCartConfig } from "cartservice/config";
import { startCheckoutService } from "checkoutservice";
import { readConfig as readCheckoutConfig } from "checkoutservice/config";
import { startCurrencyService } from "currencyservice";
import { readConfig as readCurrencyConfig } from "currencyservice/config";
import { startEmailService } from "emailservice";
import { readConfig as readEmailConfig } from "emailservice/config";
import { startFlagService } from "flagservice";
import { readConfig as readFlagConfig } from "flagservice/config";
import { startFrontend } from "frontend";
import { readConfig as readFrontendConfig } from "frontend/config";
import type { Env, Service } from "@hipstershop/runtime";
import type { Telemetry } from "@hipstershop/telemetry";
import { startPaymentService } from "paymentservice";
import { readConfig as readPaymentConfig } from "paymentservice/config";
import { startProductCatalogService } from "productcatalogservice";
import { readConfig as readProductCatalogConfig } from "productcatalogservice/config";
import { startRecommendationService } from "recommendationservice";
import { readConfig as readRecommendationConfig } from "recommendationservice/config";
import { startShippingService } from "shippingservice";
import { readConfig as readShippingConfig } from "shippingservice/config";

/** One service of the shop: where it listens on this machine, and whom it calls. */
export interface ServiceSpec {
  /** Folder, package, image, Kubernetes name and service.name. */
  readonly name: string;
  readonly protocol: "grpc" | "http";
  /** On one machine; in a cluster every service has its own address, and 8080 or 50051 can be used by several. */
  readonly localPort: number;
  /** The variable by which its callers find it. */
  readonly addressVariable: string;
  /** Names of the services it calls: their addresses go into its environment. */
  readonly calls: readonly string[];
  /** Further ports it listens on, by their variable. */
  readonly extraPorts?: Readonly<Record<string, number>>;
  /** Starts it in this process, from the environment it would have as a process of its own. */
  readonly start: (env: Env) => (telemetry: Telemetry) => Promise<Service>;
}

/** Reads the configuration at once, so that a wrong variable is known before anything runs. */
function starter<C>(
  read: (env: Env) => C,
  start: (config: C, telemetry: Telemetry) => Promise<Service>,
): ServiceSpec["start"] {
  return (env) => {
    const config = read(env);
    return (telemetry) => start(config, telemetry);
  };
}

/** The whole shop. A service comes after those it calls, so that it can be told where they are. */
export const services: readonly ServiceSpec[] = [
  {
    name: "flagservice",
    protocol: "grpc",
    localPort: 8013,
    addressVariable: "FLAG_SERVICE_ADDR",
    calls: [],
    extraPorts: { SYNC_PORT: 8015 },
    start: starter(readFlagConfig, startFlagService),
  },
  {
    name: "adservice",
    protocol: "grpc",
    localPort: 9555,
    addressVariable: "AD_SERVICE_ADDR",
    calls: [],
    start: starter(readAdConfig, startAdService),
  },
  {
    name: "cartservice",
    protocol: "grpc",
    localPort: 7070,
    addressVariable: "CART_SERVICE_ADDR",
    calls: [],
    start: starter(readCartConfig, startCartService),
  },
  {
    name: "currencyservice",
    protocol: "grpc",
    localPort: 7000,
    addressVariable: "CURRENCY_SERVICE_ADDR",
    calls: [],
    start: starter(readCurrencyConfig, startCurrencyService),
  },
  {
    name: "emailservice",
    protocol: "grpc",
    localPort: 5000,
    addressVariable: "EMAIL_SERVICE_ADDR",
    calls: [],
    start: starter(readEmailConfig, startEmailService),
  },
  {
    name: "paymentservice",
    protocol: "grpc",
    localPort: 50_052,
    addressVariable: "PAYMENT_SERVICE_ADDR",
    calls: [],
    start: starter(readPaymentConfig, startPaymentService),
  },
  {
    name: "productcatalogservice",
    protocol: "grpc",
    localPort: 3550,
    addressVariable: "PRODUCT_CATALOG_SERVICE_ADDR",
    calls: [],
    start: starter(readProductCatalogConfig, startProductCatalogService),
  },
  {
    name: "shippingservice",
    protocol: "grpc",
    localPort: 50_051,
    addressVariable: "SHIPPING_SERVICE_ADDR",
    calls: [],
    start: starter(readShippingConfig, startShippingService),
  },
  {
    name: "recommendationservice",
    protocol: "grpc",
    localPort: 8081,
    addressVariable: "RECOMMENDATION_SERVICE_ADDR",
    calls: ["productcatalogservice"],
    start: starter(readRecommendationConfig, startRecommendationService),
  },
  {
    name: "checkoutservice",
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
    start: starter(readCheckoutConfig, startCheckoutService),
  },
  {
    name: "frontend",
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
    start: starter(readFrontendConfig, startFrontend),
  },
];
