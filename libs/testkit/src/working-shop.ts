import { RpcError, Status } from "@hipstershop/rpc";
import type { ShopRpcs } from "./shop-rpcs.ts";

const usd = (units: number, nanos = 0) => ({ currencyCode: "USD", units: String(units), nanos });

function product(name: string, { id, picture, price }: { id: string; picture: string; price: ReturnType<typeof usd> }) {
  return {
    id,
    name,
    description: `A ${name.toLowerCase()}.`,
    picture: `/static/img/products/${picture}.jpg`,
    priceUsd: price,
    categories: ["vintage"],
  };
}

/** Product id of the typewriter: 67.99 USD. */
export const TYPEWRITER = "OLJCESPC7Z";
/** Product id of the camera lens: 12.49 USD. */
export const CAMERA_LENS = "66VCHSJNUP";

/** The catalog of the working shop. */
export const SHOP_PRODUCTS = [
  product("Vintage Typewriter", { id: TYPEWRITER, picture: "typewriter", price: usd(67, 990_000_000) }),
  product("Vintage Camera Lens", { id: CAMERA_LENS, picture: "camera-lens", price: usd(12, 490_000_000) }),
  product("Home Barista Kit", { id: "1YMWWN1N4O", picture: "barista-kit", price: usd(124) }),
  product("Terrarium", { id: "L9ECAV7KIM", picture: "terrarium", price: usd(36, 450_000_000) }),
  product("Film Camera", { id: "2ZYFJ3GM2N", picture: "film-camera", price: usd(2245) }),
  product("Vintage Record Player", { id: "0PUK6V6EV0", picture: "record-player", price: usd(65, 500_000_000) }),
];

/** The order that the working shop places, whatever is asked for. */
export const PLACED_ORDER = {
  orderId: "3c1bd1a8-7b0e-11f0-8de9-0242ac120002",
  shippingTrackingId: "AB-123-456",
  shippingCost: usd(8, 990_000_000),
  shippingAddress: { streetAddress: "1 Main St", city: "Bath", state: "CA", country: "UK", zipCode: 12_345 },
  items: [{ item: { productId: TYPEWRITER, quantity: 2 }, cost: usd(67, 990_000_000) }],
};

/**
 * A shop in which everything works: six products, a cart of two typewriters, a quote of 8.99, 1 USD = 1 of any
 * currency.
 */
export function workingShop(): ShopRpcs {
  return {
    getAds: () => ({ ads: [{ redirectUrl: `/product/${TYPEWRITER}`, text: "Typewriter, as good as new" }] }),
    getCart: ({ userId }) => ({ userId, items: [{ productId: TYPEWRITER, quantity: 2 }] }),
    addItem: () => ({}),
    emptyCart: () => ({}),
    setQuantity: () => ({}),
    placeOrder: () => ({ order: PLACED_ORDER }),
    getSupportedCurrencies: () => ({ currencyCodes: ["EUR", "USD", "CHF", "JPY", "GBP", "TRY", "CAD"] }),
    convert: ({ from, toCode }) => ({ ...from, currencyCode: toCode }),
    convertAll: ({ from, toCode }) => ({ converted: from.map((amount) => ({ ...amount, currencyCode: toCode })) }),
    sendOrderConfirmation: () => ({}),
    charge: () => ({ transactionId: "transaction" }),
    settleCharge: ({ key }) => ({ charge: { key, transactionId: "transaction" } }),
    refundCharge: ({ key }) => ({ charge: { key, transactionId: "transaction", refundId: "refund" } }),
    listEntries: () => ({ entries: [] }),
    listProducts: () => ({ products: SHOP_PRODUCTS }),
    searchProducts: ({ query }) => ({
      results: SHOP_PRODUCTS.filter(({ name }) => name.toLowerCase().includes(query)),
    }),
    getProduct: ({ id }) => {
      const found = SHOP_PRODUCTS.find((candidate) => candidate.id === id);
      if (!found) throw new RpcError(Status.NOT_FOUND, `no product with id "${id}"`);
      return found;
    },
    listRecommendations: () => ({ productIds: SHOP_PRODUCTS.slice(1).map(({ id }) => id) }),
    getQuote: () => ({ costUsd: usd(8, 990_000_000) }),
    shipOrder: () => ({ trackingId: "AB-123-456" }),
  };
}
