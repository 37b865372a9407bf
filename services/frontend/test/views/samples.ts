import { DEMO_ADDRESS } from "@hipstershop/testkit";
import type {
  CartModel,
  CheckoutForm,
  ErrorModel,
  Frame,
  HomeModel,
  OrderModel,
  Price,
  ProductCard,
  ProductModel,
  SearchModel,
} from "../../src/views/models.ts";

/** Sample models for the tests of the views. */

export function price(decimal: string, code = "USD"): Price {
  return { text: `${code} ${decimal}`, locale: "", code, decimal };
}

function card(id: string, name: string, base: string, decimal: string): ProductCard {
  return { id, name, picture: `/static/img/products/${base}.jpg`, price: price(decimal) };
}

export const typewriter = card("OLJCESPC7Z", "Vintage Typewriter", "typewriter", "67.99");
const mug = card("LS4PSXUNUM", "Metal Camping Mug", "camp-mug", "24.33");

export const products: readonly ProductCard[] = [
  typewriter,
  card("66VCHSJNUP", "Vintage Camera Lens", "camera-lens", "12.49"),
  card("1YMWWN1N4O", "Home Barista Kit", "barista-kit", "124.00"),
  card("L9ECAV7KIM", "Terrarium", "terrarium", "36.45"),
  card("2ZYFJ3GM2N", "Film Camera", "film-camera", "2245.00"),
  card("0PUK6V6EV0", "Vintage Record Player", "record-player", "65.50"),
  mug,
  card("9SIQT8TOJO", "City Bike", "city-bike", "789.50"),
  card("6E92ZMYYFZ", "Air Plant", "air-plant", "12.30"),
];

export const frame: Frame = {
  title: "A page",
  baseUrl: "",
  currencies: ["EUR", "USD", "JPY", "GBP", "TRY", "CAD"],
  currency: "USD",
  showCurrencies: true,
  cartSize: 3,
  bannerColor: "",
  message: "Free string with every parcel",
  platform: "gcp",
  version: "1.2.3",
  revision: "green",
  pod: "frontend-7c9d",
  sessionId: "5f1c2c3a-8a86-4d5c-9a3f-0d7a4b1f8e11",
  requestId: "0b8f6a52-51ab-4c46-b8b5-1f0c6b6a6a10",
  traceId: "463ac35c9f6413ad48485a3953bb6124",
  traceUrl: "http://traces.example/trace/463ac35c9f6413ad48485a3953bb6124",
  spansUrl: "/trace-spans/463ac35c9f6413ad48485a3953bb6124",
  tookMs: 18.6,
  places: [
    { name: "Traces", url: "http://traces.example" },
    { name: "Faults", url: "/faults" },
  ],
  query: "mug",
  notes: [{ service: "adservice", text: "Our advertisers are resting." }],
};

const ad = { url: "/product/2ZYFJ3GM2N", text: "Film camera for sale" };
export const onlyPage = { page: 1, pages: 1 };
export const home: HomeModel = { products, place: onlyPage, ad };
export const search: SearchModel = { query: "mug", found: 1, products: [mug], place: onlyPage };
export const product: ProductModel = {
  product: { ...typewriter, description: "Types letters, rings a bell.", categories: ["vintage", "desk"] },
  recommendations: products.slice(1, 5),
  ad,
  errors: { quantity: "Choose a quantity from 1 to 10" },
};

export const form: CheckoutForm = {
  email: "someone@example.com",
  street_address: DEMO_ADDRESS.streetAddress,
  zip_code: "94043",
  city: "Mountain View",
  state: "CA",
  country: "United States",
  credit_card_number: "4432-8015-6152-0454",
  credit_card_expiration_month: "1",
  credit_card_expiration_year: "2031",
  credit_card_cvv: "672",
};

export const cart: CartModel = {
  lines: [
    { product: typewriter, quantity: 2, linePrice: price("135.98") },
    { product: mug, quantity: 1, linePrice: price("24.33") },
  ],
  shipping: price("8.99"),
  total: price("169.30"),
  recommendations: products.slice(1, 5),
  form,
  years: [2030, 2031, 2032, 2033, 2034],
  idempotencyKey: "6d7b-once",
  errors: {
    "": "The card was declined",
    zip_code: "Enter 4 or 5 digits",
    credit_card_expiration_month: "This card has expired",
  },
};

export const order: OrderModel = {
  orderId: "3f7c6a3e-2b57-11f0-9a4e-0242ac120005",
  trackingId: "OK-38231-226310945",
  shipping: price("8.99"),
  total: price("169.30"),
  lines: cart.lines.map(({ product: { id, name }, quantity, linePrice }) => ({
    productId: id,
    name,
    quantity,
    unitPrice: price("67.99"),
    linePrice,
  })),
  address: [DEMO_ADDRESS.streetAddress, "Mountain View, CA 94043", "United States"],
  recommendations: products.slice(1, 5),
};

export const failure: ErrorModel = {
  status: 503,
  statusText: "Service Unavailable",
  message: "The checkout does not answer. Nothing was charged.",
  retryAfterSeconds: 5,
  detail: "RpcError: 14 UNAVAILABLE",
};
