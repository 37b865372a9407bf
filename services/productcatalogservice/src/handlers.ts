import type { ProductCatalogService } from "@hipstershop/contract";
import { type Handlers, RpcError, Status } from "@hipstershop/rpc";
import { productFound, productsListed, productsSearched } from "./events.ts";
import { pause } from "./pause.ts";
import type { ProductSource } from "./product-source.ts";

/** Maximum characters of an unknown id in an error. */
const SHOWN_ID_MAX = 40;

export function productCatalogHandlers(
  source: ProductSource,
  extraLatencyMs: number,
): Handlers<typeof ProductCatalogService.definition> {
  return {
    /** hipstershop.ProductCatalogService/ListProducts */
    async listProducts(_, call) {
      await pause(extraLatencyMs, call);
      const { all } = await source.catalog(call);
      productsListed(call, all.products.length);
      return all;
    },

    /** hipstershop.ProductCatalogService/GetProduct */
    async getProduct({ id }, call) {
      await pause(extraLatencyMs, call);
      const product = (await source.catalog(call)).find(id);
      if (!product) throw new RpcError(Status.NOT_FOUND, `no product with ID "${shown(id)}"`);
      productFound(call, product);
      return product;
    },

    /** hipstershop.ProductCatalogService/SearchProducts */
    async searchProducts({ query }, call) {
      await pause(extraLatencyMs, call);
      const found = (await source.catalog(call)).search(query);
      productsSearched(call, found.results.length);
      return found;
    },
  };
}

/** The id cut to SHOWN_ID_MAX; half a surrogate pair at the cut becomes a replacement character. */
function shown(id: string): string {
  const text = id.length > SHOWN_ID_MAX ? `${id.slice(0, SHOWN_ID_MAX)}…` : id;
  return text.toWellFormed();
}
