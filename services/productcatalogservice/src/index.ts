import { ProductCatalogService } from "@hipstershop/contract";
import { implement, serve } from "@hipstershop/rpc";
import { defineService, openNamed, type Service } from "@hipstershop/runtime";
import type { Telemetry } from "@hipstershop/telemetry";
import { type ProductCatalogConfig, readConfig } from "./config.ts";
import { productCatalogHandlers } from "./handlers.ts";
import { ProductSource } from "./product-source.ts";
import { bundledProductsFile } from "./products-file.ts";

export const productcatalogservice = defineService("productcatalogservice", readConfig, startProductCatalogService);

/** Starts the catalog. Rejects when the products file can't be used. */
export async function startProductCatalogService(config: ProductCatalogConfig, telemetry: Telemetry): Promise<Service> {
  await using stack = new AsyncDisposableStack();
  const file = config.productsFile || bundledProductsFile();
  const source = stack.use(await openNamed("PRODUCTS_FILE", () => ProductSource.open(file, telemetry)));
  const handlers = productCatalogHandlers(source, config.extraLatencyMs);
  const server = stack.use(await serve([implement(ProductCatalogService, handlers)], config, telemetry));
  const owned = stack.move();
  return { port: server.port, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
