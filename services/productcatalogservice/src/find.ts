import type { Product } from "@hipstershop/contract";

/** The product of exactly this id. */
export function findProduct(products: readonly Product[], id: string): Product | undefined {
  return products.find((product) => product.id === id);
}

/** The products with `query` in name or description, in any case of letters, in catalog order; "" is in all of them. */
export function searchProducts(products: readonly Product[], query: string): Product[] {
  const wanted = query.toLowerCase();
  return products.filter(({ name, description }) =>
    [name, description].some((text) => text.toLowerCase().includes(wanted)),
  );
}
