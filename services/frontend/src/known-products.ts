import type { Product } from "@hipstershop/contract";
import { type Known, LastKnown } from "./last-known.ts";

/** Maximum number of products that are known one by one. */
const PRODUCTS_MAX = 1000;

/** What the catalog told last: the list of all products, and single ones. */
export class KnownProducts {
  /** Undefined for a product that was known and is gone. */
  readonly #single = new LastKnown<Product | undefined>(PRODUCTS_MAX);
  #list: Known<readonly Product[]> | undefined;
  #listed: ReadonlyMap<string, Product> = new Map();

  /** All products, as the catalog listed them last. */
  get list(): Known<readonly Product[]> | undefined {
    return this.#list;
  }

  /** A list that is the same object as the one before costs the same, however long it is. */
  rememberList(products: readonly Product[]): void {
    if (products !== this.#list?.value) this.#listed = new Map(products.map((product) => [product.id, product]));
    this.#list = { value: products, at: Date.now() };
  }

  remember(id: string, product: Product): void {
    this.#single.remember(id, product);
  }

  /** The catalog has no product with this id any more. */
  forget(id: string): void {
    if (this.of(id)) this.#single.remember(id, undefined);
  }

  /** A product as it was told last: by itself, or in the list. */
  of(id: string): Known<Product> | undefined {
    const single = this.#single.of(id);
    const listed = this.#listed.get(id);
    if (listed && this.#list && !(single && single.at >= this.#list.at)) return { value: listed, at: this.#list.at };
    return single?.value && { value: single.value, at: single.at };
  }
}
