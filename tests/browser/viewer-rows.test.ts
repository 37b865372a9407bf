import { expect, test } from "vitest";
import { describeInBrowser } from "./test/stage.ts";
import { openPurchase, selected } from "./viewer-purchase.ts";

/** Log lines are read again once the trace is complete. */
const LOGS_MS_MAX = 20_000;
const TEST_MS_MAX = 60_000;

describeInBrowser("a row of the waterfall", (stage) => {
  test("a call has both sides in its panel, the time between, and the line of code of each", async () => {
    const page = await stage.open();
    await openPurchase(stage, page);
    await page.getByRole("treeitem").filter({ hasText: "Charge" }).click();
    const panel = page.getByRole("complementary", { name: "The chosen span" });
    await panel.locator(".call-sides").waitFor();
    expect(await panel.locator(".call-sides p").innerText()).toMatch(
      /^[\d.]+ (?:µs|ms) between: [\d.]+ (?:µs|ms) until paymentservice began, [\d.]+ (?:µs|ms) after it had ended\.$/,
    );
    await panel.getByRole("link", { name: /^services\/paymentservice\/src\/.*:\d+$/ }).waitFor();
    await panel.getByRole("button", { name: /^Caller: checkoutservice/ }).click();
    await panel.getByRole("link", { name: /^services\/checkoutservice\/src\/.*:\d+$/ }).waitFor();
    expect(await selected(page).textContent()).toContain("Charge");
  });

  test(
    "log lines of the services stand at their time, and lead to their span",
    async () => {
      const page = await stage.open();
      await openPurchase(stage, page);
      const line = page.locator(".log-line").filter({ hasText: "paymentservice" }).first();
      await line.waitFor({ timeout: LOGS_MS_MAX });
      expect(await page.locator(".log-mark").count()).toBeGreaterThan(0);
      await line.click();
      expect(await selected(page).textContent()).toContain("Charge");
      await page.getByRole("complementary", { name: "The chosen span" }).getByText("Log lines").waitFor();
    },
    TEST_MS_MAX,
  );

  test("the column of names is made wider by keyboard, and stays so", async () => {
    const page = await stage.open();
    await openPurchase(stage, page);
    const edge = page.getByRole("button", { name: /^Width of the column/ });
    const width = () => page.locator(".axis-name").evaluate((element) => element.getBoundingClientRect().width);
    const before = await width();
    await edge.press("ArrowRight");
    await edge.press("ArrowRight");
    await expect.poll(width).toBeGreaterThan(before + 40);
    const wider = await width();
    await page.reload();
    await page.getByRole("treeitem").first().waitFor();
    expect(await width()).toBe(wider);
  });

  test("marks and terms explain themselves on hover, focus and tap, and lead to the glossary", async () => {
    const page = await stage.open();
    await openPurchase(stage, page);
    const legend = page.getByRole("list", { name: "Legend" });
    const term = legend.getByRole("button", { name: "the trace waited" });
    const text = legend.getByText("What the trace waited for");
    await term.hover();
    await text.waitFor();
    await page.mouse.move(0, 0);
    await text.waitFor({ state: "hidden" });
    await term.focus();
    await text.waitFor();
    await page.keyboard.press("Escape");
    await text.waitFor({ state: "hidden" });
    await term.click();
    await page.getByRole("tooltip").getByRole("link", { name: "Glossary" }).click();
    await page.getByRole("heading", { name: "Glossary" }).waitFor();
    expect(page.url()).toMatch(/\/glossary#path$/);
  });

  test("a note is kept, and passed on with the selection and the zoom in the address", async () => {
    const page = await stage.open();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await openPurchase(stage, page);
    await page.getByRole("treeitem").filter({ hasText: "Charge" }).click();
    await page.keyboard.press("z");
    await page.getByRole("button", { name: "Add a note" }).click();
    await page.getByLabel("Note, kept in this browser").fill("look here: <b>why?</b>");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("look here: <b>why?</b>").waitFor();
    await page.keyboard.press("k");
    await page.getByRole("button", { name: "Add a note" }).click();
    await page.getByLabel("Note, kept in this browser").fill("not saved");
    await page.getByRole("treeitem").filter({ hasText: "Charge" }).click();
    await page.getByText("look here: <b>why?</b>").waitFor();
    expect(await page.getByRole("treeitem").filter({ hasText: "with a note" }).count()).toBe(2);
    await page.getByRole("button", { name: "Copy link" }).click();
    await page.getByRole("button", { name: "Copied" }).waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const other = await stage.open();
    await other.goto(link);
    await other.getByText("look here: <b>why?</b>").waitFor();
    expect(await selected(other).textContent()).toContain("Charge");
    expect(await other.getByRole("button", { name: "All", exact: true }).isEnabled()).toBe(true);
  });
});
