import type { Product } from "@hipstershop/contract";
import { keepAnswer, Recent } from "@hipstershop/rpc";

/** Maximum size of the kept answers to searches: in products, and a product's worth for each. */
const FOUND_MAX = 10_000;
/** Answers to longer queries are not kept. */
const KEPT_QUERY_LENGTH_MAX = 100;

/** Products that do not change, with answers that are encoded once. */
export class Catalog {
  /** The answer of ListProducts: all products, in the order of the file. */
  readonly all: { readonly products: Product[] };
  readonly #byId: ReadonlyMap<string, Product>;
  readonly #searches = new Recent<{ results: Product[] }>(FOUND_MAX);
  /** Made at the first search. */
  #searchable: readonly Searchable[] | undefined;

  constructor(products: readonly Product[]) {
    this.all = keepAnswer({ products: [...products] });
    this.#byId = new Map(products.map((product) => [product.id, product]));
  }

  /** The product with this id; undefined when there is none. */
  find(id: string): Product | undefined {
    return this.#byId.get(id);
  }

  /** The answer of SearchProducts: what has `query` in name or description, case-insensitive, in order; all for "". */
  search(query: string): { readonly results: Product[] } {
    const wanted = query.toLowerCase();
    const known = this.#searches.get(wanted);
    if (known) return known;
    this.#searchable ??= this.all.products.map(searchable);
    const found = this.#searchable.filter(({ texts }) => texts.some((text) => text.includes(wanted)));
    const results = found.map(({ product }) => product);
    if (wanted.length > KEPT_QUERY_LENGTH_MAX) return { results };
    const answer = keepAnswer({ results });
    this.#searches.set(wanted, answer, results.length + 1);
    return answer;
  }
}

interface Searchable {
  readonly product: Product;
  readonly texts: readonly string[];
}

function searchable(product: Product): Searchable {
  return { product, texts: [product.name, product.description].map((text) => text.toLowerCase()) };
}
