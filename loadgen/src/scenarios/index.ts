import type { Scenario } from "./scenario.ts";
import { addToCart } from "./add-to-cart.ts";
import { browseProduct } from "./browse-product.ts";
import { checkout } from "./checkout.ts";
import { index } from "./home.ts";
import { setCurrency } from "./set-currency.ts";
import { viewCart } from "./view-cart.ts";

/** What people do in this shop, as often as the original's visitors do it. */
export const scenarios: readonly Scenario[] = [index, setCurrency, browseProduct, addToCart, viewCart, checkout];
