import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type RunningShop, startShop } from "@hipstershop/shop";
import { launchHere } from "@hipstershop/shop/launch-here";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkoutFields, Visitor } from "../support/visitor.ts";

const VISITORS = 36;

interface Secret {
  readonly card: string;
  readonly cvv: string;
  readonly email: string;
  readonly street: string;
}

/** Card numbers, codes and addresses that occur nowhere else, so that a single hit tells. */
const secrets = Array.from({ length: VISITORS }, (_, i) => secretOf(i));
/** Of someone whose form came in the address: the shop takes it from there as well. */
const addressed = secretOf(VISITORS);

function secretOf(i: number): Secret {
  const front = `45${String(31_415_926_535 + i * 7919).padStart(13, "8")}`;
  const card = front + checkDigit(front);
  return { card, cvv: String(2468 + i), email: `visitor.${i}@hush-hush.example`, street: `Privet Drive ${4000 + i}` };
}

/** Luhn's, so that the number gets past the form and reaches the bank. */
function checkDigit(front: string): number {
  const digits = Array.from(front, Number)
    .toReversed()
    .map((digit, i) => digit * (i % 2 === 0 ? 2 : 1));
  const sum = digits.reduce((total, digit) => total + (digit > 9 ? digit - 9 : digit), 0);
  return (10 - (sum % 10)) % 10;
}

const dashed = (card: string) => card.replace(/\d{4}(?=\d)/g, "$&-");
const spaced = (card: string) => card.replace(/\d{4}(?=\d)/g, "$& ");

/** What a visitor's secrets look like, in the ways they could be written down. */
function written({ card, cvv, email, street }: Secret): string[] {
  const cards = [card, dashed(card), spaced(card), encodeURIComponent(spaced(card)), spaced(card).replaceAll(" ", "+")];
  const codes = [`cvv=${cvv}`, `cvv":${cvv}`, `Cvv":${cvv}`, `"${cvv}"`, `cvv: ${cvv}`];
  return [...cards, ...codes, email, encodeURIComponent(email), street, encodeURIComponent(street)];
}

function hits(text: string, of: readonly Secret[] = secrets): string[] {
  return of.flatMap(written).filter((secret) => text.includes(secret));
}

/** Right, declined, mistyped and half-sent forms: each ends on another path through the shop. */
function formOf(i: number, { card, cvv, email, street }: Secret): Record<string, string> {
  const number = [card, dashed(card), spaced(card)][i % 3] ?? card;
  const form: Record<string, string> = {
    ...checkoutFields,
    email,
    street_address: street,
    credit_card_number: number,
    credit_card_cvv: cvv,
  };
  const faults: readonly Record<string, string>[] = [
    {},
    { credit_card_expiration_year: "2019" },
    { zip_code: "none" },
    { credit_card_number: `${number}0` },
    { idempotency_key: "the-same-for-all" },
    { country: "" },
  ];
  return { ...form, ...faults[i % faults.length] };
}

let shop: RunningShop;
let stateFolder: string;
let url: string;
const pages: string[] = [];

beforeAll(async () => {
  stateFolder = mkdtempSync(join(tmpdir(), "shop-secrets-"));
  shop = await startShop({
    host: "127.0.0.1",
    portBase: 0,
    launch: launchHere,
    stateFolder,
    variables: { OTEL_BSP_SCHEDULE_DELAY: "20", LOG_LEVEL: "debug" },
    events: { printLine: () => {}, onChange: () => {} },
  });
  url = (await shop.status()).frontend;
  for (const [i, secret] of secrets.entries()) {
    const visitor = new Visitor(url);
    if (i % 9 !== 8) await visitor.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" });
    const form = formOf(i, secret);
    const { body } = await visitor.post("/cart/checkout", form, { referer: `${url}/cart` });
    pages.push(body);
  }
  const query = new URLSearchParams({ ...formOf(0, addressed), quantity: "1", product_id: "OLJCESPC7Z" });
  const visitor = new Visitor(url);
  for (const path of ["/cart", "/cart/checkout"]) await visitor.post(`${path}?${query}`);
  await visitor.get(`/cart/checkout?${query}`);
});
afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  rmSync(stateFolder, { recursive: true, force: true });
});

test("a page never shows a card number or a security code, not even to the one who typed it", () => {
  expect(pages.filter((page) => page.includes("Total paid")).length).toBeGreaterThan(VISITORS / 6);
  expect(pages.filter((page) => page.includes("Check the card number")).length).toBeGreaterThan(0);
  for (const [i, page] of pages.entries()) {
    const { card, cvv } = secrets[i] ?? expect.unreachable();
    for (const secret of [card, dashed(card), spaced(card), `value="${cvv}"`]) expect(page).not.toContain(secret);
  }
});

test("metrics know nobody's card, address or street", async () => {
  const { services } = await shop.status();
  const texts = await Promise.all(services.map(async ({ metrics }) => (await fetch(metrics ?? "")).text()));
  expect(texts.join("\n")).toContain("app_payment_charges_total");
  expect(hits(texts.join("\n"))).toEqual([]);
});

test("spans and logs know nobody's card, address or street, right to the last line", async () => {
  await shop[Symbol.asyncDispose]();
  const spans = JSON.stringify([...shop.traces.store.traces()]);
  expect(spans).toContain("PaymentService/Charge");
  expect(spans).toContain("app.payment.decline_reason");
  expect(hits(spans)).toEqual([]);
  const folder = join(stateFolder, "logs");
  const logs = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  expect(logs.join("\n")).toContain("order confirmation rendered");
  expect(hits(logs.join("\n"))).toEqual([]);
});

test("spans keep no address with a form in it", () => {
  expect(hits(JSON.stringify([...shop.traces.store.traces()]), [addressed])).toEqual([]);
});
