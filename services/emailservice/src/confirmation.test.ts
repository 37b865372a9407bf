import { MoneyError } from "@hipstershop/money";
import { expect, test } from "vitest";
import { renderConfirmation, shorten } from "./confirmation.ts";

const usd = (units: string, nanos = 0) => ({ currencyCode: "USD", units, nanos });
const order = {
  orderId: "order-1",
  shippingTrackingId: "AB-44123-221234567",
  shippingCost: usd("8", 990_000_000),
  shippingAddress: { streetAddress: "1 Main St", city: "Bath", state: "Somerset", country: "UK", zipCode: 12_345 },
  items: [
    { item: { productId: "A", quantity: 2 }, cost: usd("67", 990_000_000) },
    { item: { productId: "B", quantity: 1 }, cost: usd("12", 500_000_000) },
  ],
};

test("the text is complete, and its lines are in the order of the order", async () => {
  const { text } = await renderConfirmation("someone@example.com", order);
  expect(text.split("\n")).toEqual([
    "Thank you for your order!",
    "",
    "Order:    order-1",
    "Tracking: AB-44123-221234567",
    "Shipping: USD 8.99",
    "",
    "  2 × A at USD 67.99 each",
    "  1 × B at USD 12.50 each",
    "",
    "It goes to:",
    "  1 Main St",
    "  Bath, Somerset 12345",
    "  UK",
    "",
  ]);
});

test("whatever comes in from outside is text in the HTML, never markup", async () => {
  const evil = `"><script>alert('&')</script>`;
  const { html } = await renderConfirmation("someone@example.com", {
    orderId: evil,
    shippingTrackingId: evil,
    shippingCost: { ...usd("1"), currencyCode: evil },
    shippingAddress: { streetAddress: evil, city: evil, state: evil, country: evil, zipCode: 1 },
    items: [{ item: { productId: evil, quantity: 1 }, cost: { ...usd("1"), currencyCode: evil } }],
  });
  expect(html).not.toContain("<script>");
  expect(html.match(/&lt;script&gt;/g)).toHaveLength(10);
});

test("200 lines fit a mail, one more is counted only", async () => {
  const lines = (count: number) => Array.from({ length: count }, () => ({ item: null, cost: usd("1") }));
  const full = await renderConfirmation("someone@example.com", { ...order, items: lines(200) });
  expect(full.text).not.toContain("more");
  const over = await renderConfirmation("someone@example.com", { ...order, items: lines(201) });
  expect(over.text).toContain("\n  and 1 more\n");
  expect(over.html).toContain("<p>and 1 more</p>");
});

test("an amount that is missing or makes no sense is a MoneyError", async () => {
  const to = "someone@example.com";
  await expect(renderConfirmation(to, { ...order, shippingCost: null })).rejects.toBeInstanceOf(MoneyError);
  const items = [{ item: null, cost: usd("1", -1) }];
  await expect(renderConfirmation(to, { ...order, items })).rejects.toBeInstanceOf(MoneyError);
});

test.each([
  ["", ""],
  ["x".repeat(200), "x".repeat(200)],
  ["x".repeat(201), `${"x".repeat(200)}…`],
  ["\ud83d", "\ufffd"],
])("%.10o is cut to what can be encoded and read", (text, expected) => expect(shorten(text)).toBe(expected));
