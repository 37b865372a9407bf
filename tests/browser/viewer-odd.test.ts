import { expect, test } from "vitest";
import { overflowProblems } from "./inspect.ts";
import { describeInBrowser } from "./test/stage.ts";
import { openPurchase, openTrace } from "./viewer-purchase.ts";

const TRACE = "0af7651916cd43dd8448eb211c80319c";
const LONG = "x".repeat(3000);

/** A trace whose names have no place to break, with calls side by side and a failure. */
function longTrace() {
  const span = (spanID: string, parent: string, tags: readonly object[]) => ({
    traceID: TRACE,
    spanID,
    operationName: `${LONG}${spanID}`,
    references: parent === "" ? [] : [{ refType: "CHILD_OF", traceID: TRACE, spanID: parent }],
    startTime: (Date.now() - 60_000) * 1000,
    duration: 9000,
    tags: [{ key: "span.kind", type: "string", value: "client" }, ...tags],
    logs: [],
    processID: "p",
  });
  const failure = [
    { key: "error", type: "bool", value: true },
    { key: "otel.status_description", type: "string", value: LONG },
  ];
  return {
    traceID: TRACE,
    processes: { p: { serviceName: `service${LONG.slice(0, 30)}`, tags: [] } },
    spans: [
      span("000000000000000a", "", []),
      span("000000000000000b", "000000000000000a", failure),
      span("000000000000000c", "000000000000000a", []),
    ],
  };
}

describeInBrowser("what is odd in a trace or an address", (stage) => {
  test.each([1280, 390])("names without a break do not widen the page of %i px", async (width) => {
    const traces = stage.shop.status.traces;
    const body = JSON.stringify({ data: [longTrace()] });
    await fetch(`${traces}/api/view/upload`, { method: "POST", headers: { "content-type": "application/json" }, body });
    const page = await stage.open({ viewport: { width, height: 800 } });
    await openTrace(stage, page, TRACE);
    await page.getByText("Side by side").waitFor();
    expect(await overflowProblems(page)).toEqual([]);
    await page.keyboard.press("j");
    await page.getByRole("complementary", { name: "The chosen span" }).waitFor();
    expect(await overflowProblems(page)).toEqual([]);
    for (const path of ["search", "monitor", "dependencies"]) {
      await page.goto(`${traces}/${path}`);
      await page
        .getByText(/^servicexxx/)
        .first()
        .waitFor({ state: "attached" });
      expect(await overflowProblems(page), path).toEqual([]);
    }
  });

  test("a note that came with a link stays away once it is removed; a zoom beyond the trace shows all of it", async () => {
    const page = await stage.open();
    const { id } = await openPurchase(stage, page);
    await page.getByRole("treeitem").nth(1).click();
    const span = new URL(page.url()).searchParams.get("span") ?? "";
    await page.goto(
      `${stage.shop.status.traces}/trace/${id}?span=${span}&zoom=90000000000-91000000000&note=${span}~look`,
    );
    await page.locator(".note").getByText("look").waitFor();
    expect(await page.locator(".lane .bar").count()).toBeGreaterThan(5);
    await page.getByRole("button", { name: "Change the note" }).click();
    await page.getByLabel("Note, kept in this browser").fill("");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("button", { name: "Add a note" }).waitFor();
    await page.reload();
    await page.getByRole("button", { name: "Add a note" }).waitFor();
    expect(new URL(page.url()).searchParams.getAll("note")).toEqual([]);
  });
});
