import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, parse } from "node:path";
import { describe, expect, test } from "vitest";
import { asset, drawingOf, findStaticFolder, isCurrentAsset, staticFolder } from "./assets.ts";
import { products } from "../../test/views/samples.ts";

const KIB = 1024;
const DRAWING_MAX = 6 * 1000;

function file(path: string): string {
  return readFileSync(join(staticFolder, path), "utf8");
}

describe("asset addresses", () => {
  test("carry a hash of the content", () => {
    expect(asset("storefront.css")).toMatch(/^\/static\/storefront\.css\?v=[\w-]{10}$/);
    expect(asset("storefront.css").split("=")[1]).not.toBe(asset("storefront.js").split("=")[1]);
  });

  test("of a file that does not exist are a mistake, not a broken link", () => {
    expect(() => asset("missing.css")).toThrow("static/missing.css does not exist");
  });

  test("are current only with the version handed out now", () => {
    const version = asset("logo.svg").split("=")[1] ?? "";
    expect(isCurrentAsset("logo.svg", version)).toBe(true);
    expect(isCurrentAsset("logo.svg", "yesterday")).toBe(false);
    expect(isCurrentAsset("missing.svg", version)).toBe(false);
  });
});

describe("the static folder", () => {
  test("is found by walking up, past folders of that name without the stylesheet", () => {
    const root = mkdtempSync(join(tmpdir(), "views-"));
    try {
      mkdirSync(join(root, "static"));
      writeFileSync(join(root, "static", "storefront.css"), "");
      mkdirSync(join(root, "a", "static"), { recursive: true });
      mkdirSync(join(root, "a", "b"));
      expect(findStaticFolder(join(root, "a", "b"))).toBe(join(root, "static"));
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  test("that is nowhere above ends the search with a sentence", () => {
    expect(() => findStaticFolder(parse(tmpdir()).root)).toThrow(/no folder above .* holds static\/storefront\.css/);
  });
});

describe("drawings", () => {
  test("replace the photograph of the same base name", () => {
    expect(drawingOf("/static/img/products/typewriter.jpg")).toBe("img/products/typewriter.svg");
    expect(drawingOf("https://elsewhere.example/x/air-plant.webp")).toBe("img/products/air-plant.svg");
  });

  test.each(["/static/img/products/loafers.jpg", "/static/img/products/typewriter", "", "../logo.jpg"])(
    "there is none for %j",
    (picture) => {
      expect(drawingOf(picture)).toBeUndefined();
    },
  );

  test("exist for every product of the catalog", () => {
    expect(products.map(({ picture }) => drawingOf(picture))).not.toContain(undefined);
  });

  const drawings = readdirSync(join(staticFolder, "img/products")).map((name) => `img/products/${name}`);
  test.each([...drawings, "logo.svg", "favicon.svg"])("%s is small and holds nothing but shapes", (path) => {
    const svg = file(path);
    expect(Buffer.byteLength(svg)).toBeLessThan(DRAWING_MAX);
    expect(svg).not.toMatch(/<script|<style|\sstyle=|\son\w+=|<foreignObject|<image/);
    expect(svg.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(/https?:|url\((?!#)|href="(?!#)/);
  });
});

describe("stylesheet and script", () => {
  test("load nothing from anywhere, but for the number of spans from the shop itself", () => {
    expect(file("storefront.css")).not.toMatch(/@import|url\(|https?:/);
    const script = file("storefront.js").replace("fetch(link.dataset.spans, ", "");
    expect(script).not.toMatch(/https?:|\bfetch\(|\beval\(|innerHTML|\.style\b/);
  });

  test("stay light", () => {
    expect(Buffer.byteLength(file("storefront.css"))).toBeLessThan(32 * KIB);
    expect(Buffer.byteLength(file("storefront.js"))).toBeLessThan(12 * KIB);
  });
});
