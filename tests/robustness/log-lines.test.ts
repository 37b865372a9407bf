import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  AdService,
  CartService,
  CheckoutService,
  CurrencyService,
  EmailService,
  FlagAdmin,
  PaymentService,
  ProductCatalogService,
  RecommendationService,
  ShippingService,
} from "@hipstershop/contract";
import { SHOP_FAULT, SHOP_LEARNER } from "@hipstershop/faults/names";
import { type RunningShop, startShop } from "@hipstershop/shop";
import { launchHere } from "@hipstershop/shop/launch-here";
import { DEMO_ADDRESS, DEMO_CARD } from "@hipstershop/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkoutFields, Visitor } from "../support/visitor.ts";
import { BluntClient } from "./wire.ts";

/** What ends a line, closes a string or an object, steers a terminal, or turns the direction of text. */
const FORGED = '\u2028\u009b1m\u001b[2J\u202e\0"}\r\n{"severity":"error","forged":true}';
const ENCODED = encodeURIComponent(FORGED);
/** What a log line never has in it, as it is. */
const ODD = /\p{Cc}|[\u2028\u2029\u202e]/u;
const SEVERITIES = new Set(["debug", "info", "warn", "error", "fatal"]);

let shop: RunningShop;
let stateFolder: string;
let files: string[];

beforeAll(async () => {
  stateFolder = mkdtempSync(join(tmpdir(), "shop-log-lines-"));
  shop = await startShop({
    host: "127.0.0.1",
    portBase: 0,
    launch: launchHere,
    stateFolder,
    variables: { LOG_LEVEL: "trace", FAULTS_FROM_BAGGAGE: "on" },
    events: { printLine: () => {}, onChange: () => {} },
  });
  const { frontend, training, traces } = await shop.status();
  await visitPages(frontend);
  await visitPages(training);
  await visitPages(traces);
  await callServices();
  await shop[Symbol.asyncDispose]();
  const folder = join(stateFolder, "logs");
  files = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
});
afterAll(() => rmSync(stateFolder, { recursive: true, force: true }));

/** Pages, with the text in whatever a browser can send. */
async function visitPages(url: string): Promise<void> {
  const baggage = `${SHOP_LEARNER}=${ENCODED},${SHOP_FAULT}=${ENCODED},${ENCODED}=1`;
  // Node's own client sends no line breaks in headers; the rest as single bytes.
  const bytes = FORGED.replaceAll(/[\r\n\0]/g, "").replaceAll(/[^\0-\xff]/g, "\x9b");
  const cookie = `shop_session-id=${ENCODED}; shop_currency=${ENCODED}; shop_learner=${ENCODED}`;
  const visitor = new Visitor(url);
  for (const headers of [{ baggage }, { cookie }, { "user-agent": ENCODED, referer: `${url}/${ENCODED}` }])
    for (const path of ["/", `/product/${ENCODED}`, `/${ENCODED}`, `/cart?${ENCODED}=${ENCODED}`, "/faults", "/course"])
      await visitor.get(path, headers);
  await sendBytes(url, {
    "user-agent": bytes,
    referer: bytes,
    cookie: `shop_session-id=${bytes}`,
    "x-request-id": bytes,
  });
  await visitor.post("/cart", { product_id: FORGED, quantity: "1" });
  await visitor.post("/cart", { product_id: "OLJCESPC7Z", quantity: FORGED });
  await visitor.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" });
  await visitor.post("/setCurrency", { currency_code: FORGED });
  for (const field of Object.keys(checkoutFields))
    await visitor.post("/cart/checkout", { ...checkoutFields, [field]: FORGED });
  await visitor.post("/cart/checkout", { ...checkoutFields, street_address: FORGED, city: FORGED, state: FORGED });
  for (const path of ["/course/name", "/faults/set", "/course/trainer/incident", "/api/view/upload", "/api/transform"])
    await visitor.post(path, { name: FORGED, flag: FORGED, variant: FORGED, learner: FORGED });
}

async function sendBytes(url: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const answered = Promise.withResolvers<void>();
  const request = httpRequest(url, { headers, insecureHTTPParser: true, agent: false }, (response) => {
    response.resume().once("close", answered.resolve);
  });
  request.once("error", () => answered.resolve()).end();
  await answered.promise;
}

/** Every service, with the text in every field that is text. */
async function callServices(): Promise<void> {
  const { services } = await shop.status();
  const at = (name: string) => new BluntClient(services.find((service) => service.name === name)?.grpc ?? "");
  const headers = { baggage: `${SHOP_LEARNER}=${ENCODED},${SHOP_FAULT}=${ENCODED}`, "x-key": ENCODED };
  const money = { currencyCode: FORGED, units: "1", nanos: 0 };
  const address = { ...DEMO_ADDRESS, streetAddress: FORGED, city: FORGED, state: FORGED, country: FORGED };
  const creditCard = { ...DEMO_CARD, creditCardNumber: FORGED };
  const item = { productId: FORGED, quantity: 1 };
  const order = { userId: FORGED, userCurrency: "USD", address, email: FORGED, creditCard };
  const orders = [order, { ...order, userCurrency: FORGED }, { ...order, creditCard: DEMO_CARD, email: "a@b.example" }];
  using ad = at("adservice");
  await ad.call(AdService.definition.GetAds, { contextKeys: [FORGED] }, headers);
  using cart = at("cartservice");
  await cart.call(CartService.definition.AddItem, { userId: FORGED, item }, headers);
  await cart.call(
    CartService.definition.AddItem,
    { userId: FORGED, item: { productId: "OLJCESPC7Z", quantity: 1 } },
    headers,
  );
  await cart.call(CartService.definition.GetCart, { userId: FORGED }, headers);
  using checkout = at("checkoutservice");
  for (const one of orders) await checkout.call(CheckoutService.definition.PlaceOrder, one, headers);
  using currency = at("currencyservice");
  await currency.call(CurrencyService.definition.Convert, { from: money, toCode: FORGED }, headers);
  using email = at("emailservice");
  const paid = {
    orderId: FORGED,
    shippingTrackingId: FORGED,
    shippingCost: money,
    shippingAddress: address,
    items: [],
  };
  await email.call(EmailService.definition.SendOrderConfirmation, { email: FORGED, order: paid }, headers);
  using flags = at("flagservice");
  await flags.call(FlagAdmin.definition.SetDefaultVariant, { flagKey: FORGED, variant: FORGED }, headers);
  using payment = at("paymentservice");
  await payment.call(PaymentService.definition.Charge, { amount: money, creditCard }, headers);
  await payment.call(PaymentService.definition.Charge, { amount: money, creditCard: DEMO_CARD }, headers);
  using catalog = at("productcatalogservice");
  await catalog.call(ProductCatalogService.definition.GetProduct, { id: FORGED }, headers);
  await catalog.call(ProductCatalogService.definition.SearchProducts, { query: FORGED }, headers);
  using recommendations = at("recommendationservice");
  const asked = { userId: FORGED, productIds: [FORGED] };
  await recommendations.call(RecommendationService.definition.ListRecommendations, asked, headers);
  using shipping = at("shippingservice");
  await shipping.call(ShippingService.definition.ShipOrder, { address, items: [item] }, headers);
  for (const client of [ad, cart, checkout, currency, email, payment, catalog, recommendations, shipping])
    await client.call({ ...AdService.definition.GetAds, path: `/${ENCODED}/${ENCODED}` }, Buffer.from(FORGED), headers);
}

test("every line is one JSON object of the logger's own making", () => {
  const lines = files.flatMap((text) => text.split("\n").slice(0, -1));
  expect(lines.length).toBeGreaterThan(40);
  for (const line of lines) {
    const fields: Record<string, unknown> = JSON.parse(line);
    expect(fields).toMatchObject({
      timestamp: expect.stringMatching(/^20\d\d-[\dT:.-]+Z$/),
      "service.name": expect.stringMatching(/^[a-z]+$/),
      message: expect.any(String),
    });
    expect(SEVERITIES).toContain(fields["severity"]);
    expect(fields).not.toHaveProperty("forged");
    // No field of the logger's is there twice: JSON.parse would take the last, which a visitor might have added.
    expect(line.match(/(?<!\\)"severity":/g)).toHaveLength(1);
  }
});

test("what visitors sent is in the lines, and steers no terminal", () => {
  const text = files.join("");
  expect(text).toContain(String.raw`\u2028\u009b1m\u001b[2J\u202e\u0000\"}\r\n{`);
  expect(text.replaceAll("\n", "")).not.toMatch(ODD);
});
