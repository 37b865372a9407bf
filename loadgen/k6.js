// The same visitors for k6: k6 run -e FRONTEND_ADDR=127.0.0.1:8080 --vus 10 --duration 1m loadgen/k6.js
import { check, sleep } from "k6";
import http from "k6/http";

const base = `http://${__ENV.FRONTEND_ADDR || "127.0.0.1:8080"}`;
const { weights, thinkSeconds, quantityMax, products, currencies } = JSON.parse(open("./shop-mix.json"));

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

// As in ours, an action that met an error goes no further.
const actions = {
  index: () => get("/"),
  setCurrency: () => post("/setCurrency", { currency_code: pick(currencies) }),
  browseProduct: (product = pick(products)) => get(`/product/${product}`, "/product/{id}"),
  addToCart() {
    const product = pick(products);
    const fields = { product_id: product, quantity: String(whole(1, quantityMax)) };
    return actions.browseProduct(product) && post("/cart", fields);
  },
  viewCart: () => get("/cart"),
  checkout: () => actions.addToCart() && post("/cart/checkout", person()),
};

function person() {
  return {
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
  };
}

// Each virtual user has variables of its own, and so a deck: as many cards of an action as its weight says.
let deck = [];

function draw() {
  if (deck.length === 0) {
    const cards = Object.entries(weights).flatMap(([name, weight]) => Array(weight).fill(name));
    deck = cards.map((name) => [Math.random(), name]).sort((a, b) => a[0] - b[0]);
  }
  return actions[deck.pop()[1]];
}

// What k6 runs again and again.
function user() {
  if (__ITER === 0) actions.index();
  sleep(thinkSeconds.min + Math.random() * (thinkSeconds.max - thinkSeconds.min));
  draw()();
}
// oxlint-disable-next-line import/no-default-export -- k6 asks for it
export { user as default };
