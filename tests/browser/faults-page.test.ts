import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { startTraining } from "../support/training.ts";
import { axeProblems, overflowProblems, targetProblems } from "./inspect.ts";
import { tabTo } from "./keyboard.ts";
import { describeInBrowser, type VisitOptions } from "./test/stage.ts";

const WIDTHS = [1280, 360, 320];

describeInBrowser("the page of faults", (stage) => {
  const open = async (options: VisitOptions = {}) => {
    const { training } = stage.shop.status;
    const page = await stage.open({ origins: [training], ...options });
    return { page, url: `${training}/faults` };
  };

  test("switches a fault, for everybody and for some, and all off, without JavaScript", async () => {
    const { page, url } = await open({ javaScriptEnabled: false });
    await page.goto(url);
    await page.getByText("Nothing is broken").waitFor();
    const payment = page.locator("#paymentFailure");
    await payment.getByText("every card is declined").click();
    await payment.getByRole("button", { name: "Switch paymentFailure" }).click();
    await page.getByText("paymentFailure is on: declined for everybody.").waitFor();
    await payment.getByText("Not for everybody").click();
    await payment.getByLabel("Only where").fill("learner");
    await payment.getByLabel("is", { exact: true }).fill("ada");
    await payment.getByRole("button", { name: "Switch paymentFailure" }).click();
    await page.getByText("paymentFailure is on: declined for requests whose learner is “ada”.").waitFor();
    await page.getByLabel("Learner").fill("ada");
    await page.getByRole("button", { name: "Show" }).click();
    await payment.getByText("The rule gives declined to this request.").waitFor();
    await page.getByRole("button", { name: "Switch all off" }).click();
    await page.getByText("All faults are off.").waitFor();
    expect(await page.getByLabel("Learner").inputValue()).toBe("ada");
  });

  test("is used by keyboard alone", async () => {
    const { page, url } = await open();
    await page.goto(url);
    const slow = page.locator("#shippingSlow");
    await tabTo(page, slow.getByRole("radio", { name: "off" }));
    await page.keyboard.press("ArrowDown");
    await tabTo(page, slow.getByText("Not for everybody"));
    await page.keyboard.press("Enter");
    await tabTo(page, slow.getByLabel("Only for a share"));
    await page.keyboard.type("50");
    await tabTo(page, slow.getByRole("button", { name: "Switch shippingSlow" }));
    await page.keyboard.press("Enter");
    await page.getByText("shippingSlow is on: 200ms for 50 % of requests").waitFor();
    expect(await slow.getByLabel("Only for a share").inputValue()).toBe("50");
    await tabTo(page, page.getByRole("button", { name: "Switch all off" }));
    await page.keyboard.press("Enter");
    await page.getByText("All faults are off.").waitFor();
  });

  test("leads from a click that a fault acted on to its trace", async () => {
    const traceId = (await fetch(stage.shop.url)).headers.get("traceresponse")?.split("-")[1] ?? "";
    await using shop = await shopWithFaults(traceId);
    const addresses = { FRONTEND_ADDR: shop.url, TRACES_API: shop.url, JAEGER_UI_URL: stage.shop.status.traces };
    await using pages = await startTraining(addresses);
    const page = await stage.open({ origins: [pages.url], refusals: [503] });
    await page.goto(`${pages.url}/faults`);
    await page.getByRole("button", { name: "Try it with adFailure" }).click();
    await page.waitForURL(/\/trace\//);
    expect(page.url()).toBe(`${stage.shop.status.traces}/trace/${traceId}`);
  });

  test("has nothing that bars the way, light and dark, wide and narrow", async () => {
    const { page, url } = await open();
    await page.goto(url);
    await page.locator("#cartHotKey").getByText("Not for everybody").click();
    await page.locator("#cartHotKey").getByLabel("Only for a share").fill("5");
    await page.locator("#cartHotKey").getByRole("radio", { name: "50ms" }).check();
    await page.getByRole("button", { name: "Switch cartHotKey" }).click();
    await page.getByText("One fault is on").waitFor();
    expect(await problemsOf(page)).toEqual([]);
    await page.getByRole("button", { name: "Switch all off" }).click();
  });

  test.each([
    ["no trace", "/faults/adFailure/tried?variant=all&request=GET+/&status=200&trace=&sampled=0", 200],
    ["a problem", "/faults/nowhere/tried", 404],
  ])("after a try: %s", async (_, path, status) => {
    const { page, url } = await open({ refusals: [404] });
    expect((await page.goto(new URL(path, url).href))?.status()).toBe(status);
    expect(await problemsOf(page)).toEqual([]);
  });
});

async function problemsOf(page: Page): Promise<string[]> {
  const problems: string[] = [];
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 900 });
    problems.push(...(await overflowProblems(page)), ...(await targetProblems(page)));
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      problems.push(...(await axeProblems(page)).map((problem) => `${colorScheme}, ${width} px: ${problem}`));
    }
  }
  return problems;
}

/** A shop and a trace API in one, which say that a fault acted in this trace. */
async function shopWithFaults(traceId: string) {
  const span = {
    traceID: traceId,
    spanID: "00000000000000a1",
    operationName: "GET /",
    references: [],
    startTime: 1,
    duration: 1,
    tags: [{ key: "app.fault", type: "string", value: "adFailure:every10" }],
    logs: [],
    processID: "p",
  };
  const processes = { p: { serviceName: "frontend", tags: [] } };
  const server = createServer((_, response) => {
    response.setHeader("traceresponse", `00-${traceId}-b7ad6b7169203331-01`);
    response.end(JSON.stringify({ data: [{ traceID: traceId, spans: [span], processes }] }));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}
