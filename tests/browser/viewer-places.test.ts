import { expect, test } from "vitest";
import { describeInBrowser } from "./test/stage.ts";
import { axeProblems } from "./inspect.ts";
import { tabTo } from "./keyboard.ts";

describeInBrowser("the viewer's menu of what belongs to the traces", (stage) => {
  test("leads by keyboard to the shop, by the host name that the page was opened with", async () => {
    const { traces, frontend, training } = stage.shop.status;
    const byName = (url: string) => url.replace("127.0.0.1", "localhost");
    const { page } = await stage.visit({ origins: [byName(traces), byName(frontend), byName(training)] });
    await page.goto(`${byName(traces)}/search`);
    const menu = page.locator("summary", { hasText: "Shop" });
    await tabTo(page, menu);
    await page.keyboard.press("Enter");
    const links = page.locator("details[open] a");
    expect(await links.evaluateAll((all) => all.map((link) => link.getAttribute("href")))).toEqual([
      byName(frontend),
      byName(`${training}/course`),
      byName(`${training}/faults`),
      "http://localhost:8089",
      expect.stringMatching(/^http:\/\/localhost:\d+\/metrics$/),
    ]);
    await page.keyboard.press("Escape");
    expect(await links.count()).toBe(0);
    await page.keyboard.press("Enter");
    await tabTo(page, page.getByRole("link", { name: "Shop", exact: true }));
    await page.keyboard.press("Enter");
    await page.waitForURL(`${byName(frontend)}/`);
  });

  test.each([
    ["wide and light", { colorScheme: "light", viewport: { width: 1280, height: 800 } }],
    ["narrow and dark", { colorScheme: "dark", viewport: { width: 390, height: 760 } }],
  ] as const)("is in nobody's way, %s", async (_, options) => {
    const page = await stage.open(options);
    await page.goto(`${stage.shop.status.traces}/search`);
    await page.locator("summary", { hasText: "Shop" }).click();
    await page.locator("details[open] a").first().waitFor();
    const { x = -1, width = 1e6 } = (await page.locator("details[open] ul").first().boundingBox()) ?? {};
    expect(x).toBeGreaterThanOrEqual(0);
    expect(x + width).toBeLessThanOrEqual(options.viewport.width);
    const heights = await page
      .locator("details[open] a")
      .evaluateAll((all) => all.map((link) => link.getBoundingClientRect().height));
    for (const height of heights) expect(height).toBeGreaterThanOrEqual(24);
    // What the page has below the open menu is covered, as axe says: not its links to pages, though.
    const problems = (await axeProblems(page)).filter((problem) => !/(overlapped|obscured) by another/.test(problem));
    if (options.viewport.width > 1000) expect(problems).toEqual([]);
    const pages = await page.getByRole("navigation", { name: "Pages" }).boundingBox();
    const menu = await page.locator("details[open] ul").first().boundingBox();
    expect(menu?.y).toBeGreaterThanOrEqual(
      (pages?.y ?? 1e6) + (options.viewport.width > 1000 ? 0 : (pages?.height ?? 0)),
    );
  });
});
