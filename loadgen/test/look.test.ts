import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { livePage } from "../src/ui/page.ts";
import { settingsFor } from "./stub-shop.ts";

const root = join(import.meta.dirname, "../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

/** The custom properties of the first rule. */
function tokensOf(css: string): readonly string[] {
  return css.slice(0, css.indexOf("*,")).match(/--[\w-]+:[^;]+;/g) ?? [];
}

test("the pages have the storefront's colours and type, beside the colours of charts", () => {
  const storefront = tokensOf(read("services/frontend/static/storefront.css"));
  const own = tokensOf(read("loadgen/src/browser/style.css"));
  expect(own.filter((token) => storefront.includes(token))).toEqual(storefront);
  expect(storefront.length).toBeGreaterThan(20);
});

test("the live page has the storefront's logo", () => {
  const frame = { script: "/page.js", style: "/style.css", target: "http://shop", places: [] };
  const shapes = read("services/frontend/static/logo.svg").split("\n").slice(1, -2);
  expect(shapes.length).toBeGreaterThan(3);
  const page = livePage(frame, settingsFor("http://shop"));
  for (const shape of shapes) expect(page).toContain(shape.trim());
});
