import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../../..");
const read = (file: string) => readFileSync(join(root, file), "utf8");

/** The custom properties of the light and the dark look. */
function tokensOf(css: string): readonly string[] {
  return css.slice(0, css.indexOf("*,")).match(/--[\w-]+:[^;]+;/g) ?? [];
}

test("the pages have the storefront's colours and type", () => {
  const tokens = tokensOf(read("labs/static/training.css"));
  expect(tokens).toEqual(tokensOf(read("services/frontend/static/storefront.css")));
  expect(tokens.length).toBeGreaterThan(20);
});

test.each(["logo.svg", "favicon.svg"])("%s is the storefront's", (file) => {
  expect(read(`labs/static/${file}`)).toBe(read(`services/frontend/static/${file}`));
});

test("services have the viewer's colours", () => {
  expect(read("labs/static/services.css")).toBe(read("traceview/viewer/css/services.css"));
});
