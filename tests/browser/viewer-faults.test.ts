import { APP_FAULT } from "@hipstershop/faults/names";
import { FaultSwitches } from "@hipstershop/faults/switches";
import { testTelemetry } from "@hipstershop/testkit";
import type { Span, Tag, Trace } from "@hipstershop/traces";
import { startTraceStore } from "@hipstershop/traceview";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { axeProblems, overflowProblems } from "./inspect.ts";
import { tabTo } from "./keyboard.ts";
import { describeInBrowser, type Stage } from "./test/stage.ts";
import { selected } from "./viewer-purchase.ts";
import { whenTraces } from "./when-traces.ts";

/** The viewer asks every five seconds; more than that may pass on a busy machine. */
const PAGES = ["/search", "/dependencies", "/monitor", "/compare", "/trace/1234"];
const inGermany = '{"if":[{"==":[{"var":"country"},"DE"]},"declined",null]}';

const MANY = { shippingSlow: "200ms", adFailure: "all", recommendationCacheStampede: "on", emailForeground: "2s" };

const banner = (page: Page) => page.locator(".fault-banner");

/** The switches of the shop's faults; what was switched is reset at the end. */
async function withSwitches(stage: Stage, work: (switches: FaultSwitches) => Promise<void>): Promise<void> {
  await using telemetry = await testTelemetry();
  using switches = new FaultSwitches(stage.shop.address("flagservice"), telemetry);
  try {
    await work(switches);
  } finally {
    await switches.reset();
  }
}

/** The trace of a home page without an ad. */
async function poisonedTrace({ shop }: Stage) {
  await (await fetch(shop.url, { headers: { "x-shop-fault": "adFailure:all" } })).text();
  const [trace] = await whenTraces(shop.store, hasFault, 1);
  return trace!;
}

const hasFault = ({ spans }: Pick<Trace, "spans">): boolean =>
  spans.some(({ tags }) => tags.some(({ key }) => key === APP_FAULT));

/** The same span with one more fault where one acted, of a long name. */
function withLongFault(span: Span): Span {
  const more = (tag: Tag): Tag =>
    tag.key === APP_FAULT ? { ...tag, value: `${String(tag.value)}+recommendationCacheStampede:on` } : tag;
  return { ...span, tags: span.tags.map(more) };
}

/** What bars the way on a page with a banner and marks, light and dark, wide and narrow. */
async function problemsOn(page: Page, address: string): Promise<string[]> {
  const problems: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    for (const width of [1280, 360]) {
      await page.emulateMedia({ colorScheme });
      await page.setViewportSize({ width, height: 900 });
      await page.goto(address);
      await banner(page).getByText("emailForeground (2s)").waitFor();
      await page.getByText("fault adFailure:all").first().waitFor();
      for (const row of await page.getByRole("treeitem").filter({ hasText: "fault" }).all()) await row.click();
      const found = [...(await axeProblems(page)), ...(await overflowProblems(page))];
      problems.push(...found.map((problem) => `${colorScheme} ${width}: ${problem}`));
    }
  }
  return problems;
}

describeInBrowser("faults that are switched on", (stage) => {
  test("are named on every page, and no longer once they are off, without a reload", async () => {
    const page = await stage.open({ refusals: [404] });
    const { traces } = stage.shop.status;
    await withSwitches(stage, async (switches) => {
      await page.goto(`${traces}/search`);
      await page.locator(".store-line meter").waitFor();
      expect(await banner(page).count()).toBe(0);
      await switches.set("shippingSlow", "200ms");
      await banner(page).waitFor();
      expect(await banner(page).innerText()).toBe(
        "A fault is switched on: shippingSlow (200ms). It breaks the shop on purpose. Switch faults",
      );
      await switches.target("paymentFailure", inGermany);
      for (const path of PAGES) {
        await page.goto(traces + path);
        await banner(page).getByText("paymentFailure (declined, for some requests)").waitFor();
      }
    });
    await banner(page).waitFor({ state: "detached" });
  });

  test("mark the spans in which they acted, in the list, in the waterfall, and beside it", async () => {
    const page = await stage.open();
    const { traceId, spans } = await poisonedTrace(stage);
    const marked = spans.filter((span) => hasFault({ spans: [span] }));
    await page.goto(`${stage.shop.status.traces}/search?q=app.fault%3D*`);
    const mark = page.getByText("fault adFailure:all", { exact: true });
    await mark.first().waitFor();
    expect(await page.locator(".result").count()).toBe(await mark.count());
    await page.goto(`${stage.shop.status.traces}/trace/${traceId}`);
    const rows = page.getByRole("treeitem").filter({ has: mark });
    await rows.first().waitFor();
    expect(await rows.count()).toBe(marked.length);
    await rows.first().click();
    await selected(page).waitFor();
    expect(await page.getByRole("complementary").getByText("fault adFailure:all switched on purpose").count()).toBe(1);
  });

  test("bar nobody's way, light and dark, wide and narrow, and lead to the page that switches them", async () => {
    const { traceId, spans } = await poisonedTrace(stage);
    const flags = { address: stage.shop.address("flagservice"), faultsUrl: `${stage.shop.url}/faults` };
    const ports = { queryPort: 0, jaegerThriftPort: 0, otlpHttpPort: 0 };
    await using traces = await startTraceStore({ host: "127.0.0.1", ...ports, flags });
    traces.store.add(spans.map(withLongFault));
    const { page } = await stage.visit({ origins: [traces.queryUrl] });
    await withSwitches(stage, async (switches) => {
      for (const [name, variant] of Object.entries(MANY)) await switches.set(name, variant);
      for (const path of ["/search", `/trace/${traceId}`])
        expect(await problemsOn(page, traces.queryUrl + path), path).toEqual([]);
      const link = page.getByRole("link", { name: "Switch faults" });
      await tabTo(page, link);
      expect(await link.getAttribute("href")).toBe(flags.faultsUrl);
    });
  });
});
