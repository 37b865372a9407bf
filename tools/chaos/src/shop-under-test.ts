import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startShop } from "@hipstershop/shop";
import type { Launch, Launched } from "@hipstershop/shop/launch";
import { launchProcess } from "@hipstershop/shop/launch-process";
import type { ShopStatus } from "@hipstershop/shop/status";
import { killAtOnce } from "./kill-at-once.ts";
import { metricSum } from "./metric-sum.ts";

/** A shop whose services can be taken away and brought back. */
export interface BreakableShop extends AsyncDisposable {
  /** Base address of the storefront. */
  readonly url: string;
  /** The service ends at once, as by kill -9, and no other process follows. */
  kill(service: string): Promise<void>;
  /** Starts a killed service again, or lets a frozen one go on; resolves when it serves. */
  revive(service: string): Promise<void>;
}

/** A whole shop on free ports, one process per service, in a folder of its own. */
export interface ShopUnderTest extends BreakableShop {
  /** Of the logs, one file per service. */
  readonly logFolder: string;
  /** Where everything is now: addresses and processes of all services. */
  status(): Promise<ShopStatus>;
  /** host:port of a gRPC service. */
  address(service: string): string;
  /** The sum of a counter in a service's metrics; 0 when it has none. */
  counted(service: string, counter: string): Promise<number>;
  /** The service's process stops answering, as by kill -STOP. */
  freeze(service: string): Promise<void>;
}

/**
 * @param variables environment of all services.
 * @param launch how a service is started.
 */
export async function startShopUnderTest(
  variables: Readonly<Record<string, string | undefined>> = {},
  launch: Launch = launchProcess,
): Promise<ShopUnderTest> {
  const stateFolder = mkdtempSync(join(tmpdir(), "shop-chaos-"));
  const shop = await startShop({
    host: "127.0.0.1",
    portBase: 0,
    launch,
    stateFolder,
    variables,
    events: { printLine: () => {}, onChange: () => {} },
  });
  const { frontend, services } = await shop.status();
  const statusOf = (name: string) => services.find((service) => service.name === name);
  const controlOf = (name: string) => {
    const found = [...shop.services].find(([service]) => service.name === name)?.[1];
    if (!found?.control) throw new Error(`there is no process of ${name}`);
    return { launched: found satisfies Launched, control: found.control };
  };
  return {
    url: frontend,
    logFolder: join(stateFolder, "logs"),
    status: () => shop.status(),
    address: (name) => statusOf(name)?.grpc ?? "",
    async counted(name, counter) {
      return metricSum(await (await fetch(statusOf(name)?.metrics ?? "")).text(), counter);
    },
    kill: (name) => killAtOnce(controlOf(name).launched),
    freeze: async (name) => void (await controlOf(name).control.pause()),
    revive: async (name) => void (await controlOf(name).control.start()),
    async [Symbol.asyncDispose]() {
      await shop[Symbol.asyncDispose]();
      rmSync(stateFolder, { recursive: true, force: true });
    },
  };
}

/** The services that user actions need, and that can die or freeze. */
export const BACKENDS = [
  "adservice",
  "cartservice",
  "checkoutservice",
  "currencyservice",
  "emailservice",
  "paymentservice",
  "productcatalogservice",
  "recommendationservice",
  "shippingservice",
] as const;
