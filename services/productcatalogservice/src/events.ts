import type { Product } from "@hipstershop/contract";
import type { Call } from "@hipstershop/rpc";
import type { Telemetry } from "@hipstershop/telemetry";

/** Reports what was read from the catalog, to the span. */
export function productsListed(call: Call, count: number): void {
  call.span.setAttribute("app.products.count", count);
}

export function productFound(call: Call, { id, name }: Product): void {
  call.span.setAttributes({ "app.product.id": id, "app.product.name": name });
}

/** Without the query: it is a visitor's own text. */
export function productsSearched(call: Call, count: number): void {
  call.span.setAttribute("app.products_search.count", count);
}

export function reloadSwitched({ log }: Telemetry, on: boolean): void {
  log.info({ "app.catalog.reload": on }, `the catalog is read ${on ? "again at every request" : "from memory"}`);
}

export function reloadFailed({ log }: Telemetry, error: unknown): void {
  log.warn({ err: error }, "the catalog could not be read again; the one read before stays in use");
}
