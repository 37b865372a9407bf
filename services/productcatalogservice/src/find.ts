import type { Product } from "@hipstershop/contract";

/** The product with this id; undefined when there is none. */
export function findProduct(products: readonly Product[], id: string): Product | undefined {
  return products.find((product) => product.id === id);
}

/** The products with `query` in name or description, case-insensitive, in catalog order; all for "". */
export function searchProducts(products: readonly Product[], query: string): Product[] {
  const wanted = query.toLowerCase();
  return products.filter(({ name, description }) =>
    [name, description].some((text) => text.toLowerCase().includes(wanted)),
  );
}
