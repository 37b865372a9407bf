import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startShop } from "@hipstershop/shop";
import type { Launch } from "@hipstershop/shop/launch";
import { launchHere } from "@hipstershop/shop/launch-here";
import type { ShopStatus } from "@hipstershop/shop/status";
import type { SpanStore } from "@hipstershop/traceview";

/** A whole shop in this process, on free ports, with its own carts. */
export interface TestShop extends AsyncDisposable {
  /** Base address of the storefront. */
  readonly url: string;
  readonly status: ShopStatus;
  readonly store: SpanStore;
  /** host:port of a gRPC service. */
  address(service: string): string;
}

/**
 * @param variables environment of all services.
 * @param launch how a service is started; a test can change its environment there.
 */
export async function startTestShop(
  variables: Record<string, string> = {},
  launch: Launch = launchHere,
): Promise<TestShop> {
  const stateFolder = mkdtempSync(join(tmpdir(), "shop-test-"));
  const shop = await startShop({
    host: "127.0.0.1",
    portBase: 0,
    launch,
    stateFolder,
    variables: { OTEL_BSP_SCHEDULE_DELAY: "20", ...variables },
    events: { printLine: () => {}, onChange: () => {} },
  });
  const status = await shop.status();
  return {
    url: status.frontend,
    status,
    store: shop.traces.store,
    address: (service) => status.services.find(({ name }) => name === service)?.grpc ?? "",
    async [Symbol.asyncDispose]() {
      await shop[Symbol.asyncDispose]();
      rmSync(stateFolder, { recursive: true, force: true });
    },
  };
}
