import { describe, expect, test } from "vitest";
import { html } from "@hipstershop/web";
import { layout } from "./layout.ts";
import type { Frame } from "./models.ts";
import { attribute, piece, tags, text } from "../../test/views/markup.ts";
import { frame } from "../../test/views/samples.ts";

function framed(change: Partial<Frame> = {}): string {
  return layout({ ...frame, ...change }, html`<h1>Content</h1>`);
}

describe("the header", () => {
  test("leads home and to the cart, with the count as the cart's name says it", () => {
    const page = framed({ baseUrl: "/shop" });
    expect(attribute(tags(page, "a").find((tag) => tag.includes("brand")) ?? "", "href")).toBe("/shop/");
    expect(text(piece(page, "cart-link"))).toBe("View Cart (3)");
    expect(tags(page).find((tag) => tag.includes("cart-link"))).toContain('href="/shop/cart"');
  });

  test("says no number when the cart could not be asked, and zero when it is empty", () => {
    expect(text(piece(framed({ cartSize: undefined }), "cart-link"))).toBe("View Cart");
    expect(text(piece(framed({ cartSize: 0 }), "cart-link"))).toBe("View Cart (0)");
  });

  test("searches by GET and keeps the words in the box", () => {
    const page = framed({ baseUrl: "/shop", query: 'a "quoted" mug' });
    expect(page).toContain('role="search" method="GET" action="/shop/search"');
    const input = tags(page, "input").find((tag) => tag.includes('name="q"')) ?? "";
    expect(attribute(input, "value")).toBe("a &quot;quoted&quot; mug");
  });

  test("offers the currencies in their order, with the current one selected", () => {
    const page = framed();
    expect(page).toContain('<form id="currency_form" method="POST" action="/setCurrency">');
    const form = piece(page, "currency_form");
    expect(form).toMatch(/<select[^>]* name="currency_code"/);
    expect(tags(form, "option").map((tag) => attribute(tag, "value"))).toEqual([
      "EUR",
      "USD",
      "JPY",
      "GBP",
      "TRY",
      "CAD",
    ]);
    expect(tags(form, "option").filter((tag) => tag.includes("selected"))).toHaveLength(1);
    expect(form).toMatch(/value="USD"\s+selected/);
  });

  test("can set the currency without a script", () => {
    expect(piece(framed(), "currency_form")).toMatch(/<button[^>]* type="submit"/);
  });

  test("leaves the currencies out when they could not be loaded", () => {
    expect(framed({ showCurrencies: false })).not.toContain("currency_form");
  });

  test("shows the operator's message, and no empty bar without one", () => {
    expect(text(piece(framed({ message: "Closed on <Monday>" }), "message-bar"))).toBe("Closed on &lt;Monday&gt;");
    expect(framed({ message: "" })).not.toContain("message-bar");
  });

  test("carries the banner colour of this rollout on every page", () => {
    expect(framed({ bannerColor: "#0a0" })).toContain('fill="#0a0"');
  });
});

describe("the notes", () => {
  test("say what is missing and name the service", () => {
    const page = framed({ notes: [{ service: "currencyservice", text: "Prices are from a moment ago." }] });
    expect(text(piece(page, 'class="notes"'))).toBe("Prices are from a moment ago. currencyservice");
  });

  test("take no room when everything is there", () => {
    expect(framed({ notes: [] })).not.toContain('class="notes"');
  });
});

describe("the footer", () => {
  const footer = text(piece(framed(), "site-footer"));

  test.each([
    "A demonstration shop.",
    "Version 1.2.3",
    "Revision green",
    "Runs on Google Cloud",
    "request-id: 0b8f6a52-51ab-4c46-b8b5-1f0c6b6a6a10",
    "trace-id: 463ac35c9f6413ad48485a3953bb6124",
    "session-id: 5f1c2c3a-8a86-4d5c-9a3f-0d7a4b1f8e11",
    "pod: frontend-7c9d",
  ])("says: %s", (words) => {
    expect(footer).toContain(words);
  });

  test("leaves out what is not known", () => {
    const bare = framed({ version: "", revision: "", platform: "", pod: "", sessionId: "", traceId: "", traceUrl: "" });
    expect(bare).not.toMatch(/Version|Revision|Runs on|pod:|session-id:|trace-id:|trace-link/);
    expect(bare).toContain("request-id:");
  });

  test.each([
    ["local", "Local machine"],
    ["onprem", "On premises"],
    ["alibaba", "Alibaba Cloud"],
    ["mars", "mars"],
    ["constructor", "constructor"],
  ])("calls the platform %s by its name, %s", (platform, name) => {
    expect(framed({ platform })).toContain(`Runs on ${name}<`);
  });

  test("links this page's trace, when the address is one that can be followed", () => {
    expect(tags(framed()).find((tag) => tag.includes("trace-link"))).toContain(`href="${frame.traceUrl}"`);
    expect(framed({ traceUrl: "javascript:alert(1)" })).not.toContain("trace-link");
  });
});

describe("the head", () => {
  test.each([
    ["City Bike", "City Bike · Hipster Shop"],
    ["Hipster Shop", "Hipster Shop"],
    ["", "Hipster Shop"],
  ])("turns the title %j into %j", (title, shown) => {
    expect(framed({ title })).toContain(`<title>${shown}</title>`);
  });

  test("starts with the doctype and says its language", () => {
    expect(framed()).toMatch(/^<!DOCTYPE html>\s*<html lang="en">/);
  });
});
