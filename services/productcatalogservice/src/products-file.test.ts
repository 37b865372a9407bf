import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bundledProductsFile } from "./products-file.ts";

test("in the repository the file lies beside the sources", () => {
  expect(bundledProductsFile()).toBe(join(import.meta.dirname, "products.json"));
});

test("a bundle's file is the nearest one above it", () => {
  const folder = mkdtempSync(join(tmpdir(), "catalog-"));
  const deep = join(folder, "dist", "services");
  mkdirSync(deep, { recursive: true });
  writeFileSync(join(folder, "products.json"), "{}");
  expect(bundledProductsFile(deep)).toBe(join(folder, "products.json"));
  writeFileSync(join(folder, "dist", "products.json"), "{}");
  expect(bundledProductsFile(deep)).toBe(join(folder, "dist", "products.json"));
  rmSync(folder, { recursive: true });
});

test("without any file the error says how to name one", () => {
  expect(() => bundledProductsFile("/")).toThrow("no products.json at or above /; PRODUCTS_FILE can name one");
});
