import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { processVariables } from "@hipstershop/runtime";
import { expect, onTestFinished, test } from "vitest";
import { type Candidate, launchBrowser } from "./browser.ts";
import { unpackedChromium } from "./bundled-chromium.ts";

const hasBundled = process.platform === "linux" && process.arch === "x64";
const none = () => Promise.reject(new Error("nothing came along"));
const broken: Candidate = { executablePath: "/nowhere/chromium" };

test("CHROME_PATH decides alone, and a wrong one is named", async () => {
  const launched = await launchBrowser([], none, { CHROME_PATH: broken.executablePath });
  expect(launched).toEqual({ missing: expect.stringContaining("CHROME_PATH must name a Chromium or Chrome") });
  expect(launched).toEqual({ missing: expect.stringContaining(broken.executablePath) });
});

test("a machine without any browser is told what is missing", async () => {
  const launched = await launchBrowser([broken], none, {});
  expect(launched).toEqual({ missing: expect.stringMatching(/^install one, or set CHROME_PATH \(.*nowhere.*nothing/) });
});

test.skipIf(!hasBundled)("the browser that comes with the tests starts (needs linux on x64)", async () => {
  const launched = await launchBrowser([broken], unpackedChromium, { ...processVariables(), CHROME_PATH: "" });
  if ("missing" in launched) throw new Error(launched.missing);
  await using browser = launched.browser;
  const page = await browser.newPage();
  await page.setContent("<title>here</title><p>some text</p>");
  expect(await page.title()).toBe("here");
  expect((await page.locator("p").boundingBox())?.height).toBeGreaterThan(10);
});

test.skipIf(!hasBundled)(
  "several at once unpack it completely, and leave nothing else behind (needs linux on x64)",
  async () => {
    const parent = mkdtempSync(join(tmpdir(), "shop-browser-"));
    onTestFinished(() => rmSync(parent, { recursive: true, force: true }));
    const folder = join(parent, "chromium");
    const [one, two] = await Promise.all([unpackedChromium(folder), unpackedChromium(folder)]);
    expect(one).toEqual(two);
    expect(readdirSync(parent)).toEqual(["chromium"]);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(["al2023", "chromium", "fonts", "fonts.conf"]));
  },
);
