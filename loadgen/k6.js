// The same visitors for k6: k6 run -e FRONTEND_ADDR=127.0.0.1:8080 --vus 10 --duration 1m loadgen/k6.js
import { check, sleep } from "k6";
import http from "k6/http";

const base = `http://${__ENV.FRONTEND_ADDR || "127.0.0.1:8080"}`;
const products = [
  "0PUK6V6EV0",
  "1YMWWN1N4O",
  "2ZYFJ3GM2N",
  "66VCHSJNUP",
  "6E92ZMYYFZ",
  "9SIQT8TOJO",
  "L9ECAV7KIM",
  "LS4PSXUNUM",
  "OLJCESPC7Z",
];
const currencies = ["EUR", "USD", "JPY", "CAD", "GBP", "TRY"];

export const options = {
  thresholds: { http_req_failed: ["rate<0.01"] },
  // A user keeps cookies from one action to the next.
  noCookiesReset: true,
};

const pick = (list) => list[Math.floor(Math.random() * list.length)];
const whole = (min, max) => min + Math.floor(Math.random() * (max - min + 1));
const good = (answer) => check(answer, { "status is 200": ({ status }) => status === 200 });
const get = (path, name = path) => good(http.get(base + path, { tags: { name } }));
const post = (path, fields) => good(http.post(base + path, fields, { tags: { name: path } }));
const browseProduct = (product = pick(products)) => get(`/product/${product}`, "/product/{id}");

function addToCart() {
  const product = pick(products);
  browseProduct(product);
  post("/cart", { product_id: product, quantity: String(whole(1, 10)) });
}

function checkout() {
  addToCart();
  post("/cart/checkout", {
    email: "someone@example.com",
    street_address: `${whole(1, 999)} Typewriter Lane`,
    zip_code: String(whole(10000, 99999)),
    city: "Paris",
    state: "TX",
    country: "United States",
    credit_card_number: "4432801561520454",
    credit_card_expiration_month: String(whole(1, 12)),
    credit_card_expiration_year: String(new Date().getFullYear() + whole(1, 10)),
    credit_card_cvv: String(whole(100, 999)),
  });
}

const actions = [
  [1, () => get("/")],
  [2, () => post("/setCurrency", { currency_code: pick(currencies) })],
  [10, () => browseProduct()],
  [2, addToCart],
  [3, () => get("/cart")],
  [1, checkout],
].flatMap(([weight, action]) => Array(weight).fill(action));

// What k6 runs again and again.
function user() {
  if (__ITER === 0) get("/");
  sleep(1 + Math.random() * 9);
  pick(actions)();
}
// oxlint-disable-next-line import/no-default-export -- k6 asks for it
export { user as default };
