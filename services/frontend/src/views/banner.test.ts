import { describe, expect, test } from "vitest";
import { heroScene, safeColor, stripe } from "./banner.ts";

describe("BANNER_COLOR", () => {
  test.each([
    "green",
    "RebeccaPurple",
    "#0a0",
    "#00aa00",
    "#00aa00cc",
    "rgb(0, 128, 0)",
    "rgba(0,128,0,.5)",
    "hsl(120 100% 25% / 50%)",
  ])("%s is a colour", (color) => {
    expect(safeColor(color)).toBe(color);
  });

  test.each([
    "",
    " ",
    "red;",
    "url(#x)",
    "url(https://elsewhere.example)",
    `"><script>`,
    "#xyz",
    "#12",
    "rgb(red)",
    "var(--x)",
    "expression(1)",
    "a".repeat(99),
  ])("%j is none", (color) => {
    expect(safeColor(color)).toBeUndefined();
  });

  test.each([heroScene, stripe])("paints by a fill attribute, which a strict policy allows", (draw) => {
    const svg = draw("green").toString();
    expect(svg).toContain('fill="green"');
    expect(svg).not.toContain("style=");
  });

  test.each([heroScene, stripe])("that is empty or doubtful leaves the theme's own colour", (draw) => {
    expect(draw("").toString()).toContain('class="banner-own"');
    expect(draw("url(#x)").toString()).toBe(draw("").toString());
  });
});
