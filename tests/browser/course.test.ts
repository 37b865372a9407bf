import type { Locator, Page } from "playwright-core";
import { labOf } from "training/labs";
import { expect, test } from "vitest";
import { axeProblems, overflowProblems, targetProblems } from "./inspect.ts";
import { tabTo } from "./keyboard.ts";
import { describeInBrowser, type VisitOptions } from "./test/stage.ts";

const WIDTHS = [1280, 390, 320];
const FIRST = "01-first-trace";

describeInBrowser("the course", (stage) => {
  const open = async (options: VisitOptions = {}) => {
    const { training } = stage.shop.status;
    const page = await stage.open({ origins: [training], ...options });
    return { page, url: `${training}/course` };
  };

  const takeName = async (page: Page, url: string, name: string) => {
    await page.goto(url);
    await page.getByLabel("Name").fill(name);
    await page.getByRole("button", { name: "Take this name" }).click();
    await page.getByText(`Progress is kept for ${name}`).waitFor();
  };

  const begin = async (page: Page, url: string, lab: string) => {
    await page.goto(`${url}/${lab}`);
    await page.getByRole("button", { name: "Make the requests" }).click();
    await page.getByRole("button", { name: "Look at the traces" }).click();
    await page.getByRole("heading", { name: "Look, then answer" }).waitFor();
  };

  /** The services of the typewriter's trace, as the viewer's API tells them. */
  const servicesOf = async (traceId: string) => {
    const body = await (await fetch(`${stage.shop.status.traces}/api/traces/${traceId}`)).text();
    return new Set([...body.matchAll(/"serviceName":"(\w+)"/g)].map(([, name]) => name)).size;
  };

  const typewriter = (page: Page) => page.getByRole("radio", { name: /GET \/product\/\{id\}/ });

  test("passes a lab by pointing, without JavaScript, and knows it then", async () => {
    const { page, url } = await open({ javaScriptEnabled: false });
    await page.goto(url);
    await page.getByRole("link", { name: "Begin with Find your click" }).click();
    await begin(page, url, FIRST);
    await page.getByText("GET /cart", { exact: true }).click();
    await page.getByLabel("How many services").fill("3");
    await page.getByRole("button", { name: "Check" }).click();
    await page.getByText("That trace began with GET /cart.").waitFor();
    await page.getByText("GET /product/{id}", { exact: true }).click();
    await page.getByLabel("How many services").fill(String(await servicesOf(await typewriter(page).inputValue())));
    await page.getByRole("button", { name: "Check" }).click();
    await page.getByRole("heading", { name: "Passed" }).waitFor();
    await page.getByRole("heading", { name: "In real life" }).waitFor();
    await page.goto(url);
    await page.getByRole("listitem").filter({ hasText: "Find your click" }).getByText("passed").waitFor();
    expect(page.url()).toBe(url);
  });

  test("is used by keyboard alone", async () => {
    const { page, url } = await open();
    await takeName(page, url, "Kay");
    await page.goto(`${url}/${FIRST}`);
    await tabTo(page, page.getByRole("button", { name: "Make the requests" }));
    await page.keyboard.press("Enter");
    await tabTo(page, page.getByLabel("Your guess"));
    await page.keyboard.type("some");
    await tabTo(page, page.getByRole("button", { name: "Look at the traces" }));
    await page.keyboard.press("Enter");
    await page.getByText("Your guess: some").waitFor();
    await tabTo(page, page.getByRole("radio").first());
    await page.keyboard.press("ArrowDown");
    expect(await typewriter(page).isChecked()).toBe(true);
    await tabTo(page, page.getByLabel("How many services"));
    await page.keyboard.type("1");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Not this" }).waitFor();
  });

  test("keeps two browsers with two names apart on one shop", async () => {
    const [ada, bob] = [await open(), await open()];
    await takeName(ada.page, ada.url, "Ada");
    await takeName(bob.page, bob.url, "Bob");
    await Promise.all([begin(ada.page, ada.url, FIRST), begin(bob.page, bob.url, FIRST)]);
    const ids = async ({ page }: typeof ada) =>
      page.getByRole("radio").evaluateAll((radios) => radios.map((radio) => radio.getAttribute("value") ?? ""));
    const [ofAda, ofBob] = [await ids(ada), await ids(bob)];
    expect(ofAda.filter((id) => ofBob.includes(id))).toEqual([]);
    await ada.page.getByRole("button", { name: "Give me a hint" }).click();
    await ada.page.getByText("2 of 3 left").waitFor();
    await bob.page.reload();
    await bob.page.getByText("3 of 3 left").waitFor();
    const { page } = await open();
    await page.goto(`${ada.url}/trainer`);
    for (const name of ["Ada", "Bob"]) await page.getByRole("row").filter({ hasText: name }).first().waitFor();
  });

  const textOfOption = async (select: Locator, text: string) =>
    (await select.getByRole("option").filter({ hasText: text }).first().textContent()) ?? "";

  test("opens a span in the viewer beside its row", async () => {
    const lab = labOf("03");
    if (!lab) return;
    const { page, url } = await open();
    await takeName(page, url, "Lin");
    await begin(page, url, lab.folder);
    const opened = page.waitForEvent("popup");
    await page
      .getByRole("link", { name: /open GetCart of cartservice/ })
      .first()
      .click();
    const viewer = await opened;
    await viewer.waitForURL(/\/trace\//);
    expect(viewer.url()).toMatch(/\/trace\/[\da-f]{32}\?span=[\da-f]{16}/);
    await viewer.close();
  });

  test("keeps the lab while traces are looked at, and shows a trace once for two questions", async () => {
    const lab = labOf("03");
    if (!lab) return;
    const { page, url } = await open();
    await takeName(page, url, "Mia");
    await begin(page, url, lab.folder);
    const opened = page.waitForEvent("popup");
    await page
      .getByRole("navigation", { name: "Places" })
      .getByRole("link", { name: /^Traces\b.*in a new tab/ })
      .click();
    await (await opened).close();
    await page.getByRole("radio", { name: /shippingservice GetQuote server/ }).check();
    const rows = await page.getByRole("radio").count();
    const second = page.getByLabel("One of the rows above");
    expect(await second.getByRole("option").count()).toBe(rows + 1);
    await second.selectOption({ label: await textOfOption(second, "frontend GetCart client") });
    await page.getByLabel("Which share").fill("90");
    await page.getByRole("button", { name: "Check" }).click();
    await page.getByText(/^Question 1 \(waited\): .* is the server’s side of a call/).waitFor();
    await page.getByRole("radio", { name: /frontend GetQuote client/ }).check();
    expect(await second.locator(":checked").textContent()).toContain("frontend GetCart client");
    await page.getByRole("button", { name: "Check" }).click();
    await page.getByText(/^Question 2 \(beside\): .* ended before the slow call/).waitFor();
  });

  test("has nothing that bars the way, light and dark, wide and narrow", async () => {
    const { page, url } = await open();
    await takeName(page, url, "Max");
    const labs = [FIRST, ...["03", "05"].flatMap((id) => labOf(id)?.folder ?? [])];
    for (const path of ["", "/glossary", `/${FIRST}`]) {
      await page.goto(url + path);
      expect([path, await problemsOf(page)]).toEqual([path, []]);
    }
    for (const lab of labs) {
      await begin(page, url, lab);
      await page.getByText("Begin anew").click();
      await page.getByRole("button", { name: "Give me a hint" }).click();
      await page.getByRole("button", { name: "Check" }).click();
      await page.getByRole("heading", { name: "Not yet" }).waitFor();
      expect([lab, await problemsOf(page)]).toEqual([lab, []]);
    }
    await page.goto(`${url}/trainer`);
    expect(await problemsOf(page)).toEqual([]);
  });

  async function problemsOf(page: Page): Promise<string[]> {
    const problems: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      problems.push(...(await axeProblems(page)));
    }
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      problems.push(...(await overflowProblems(page)), ...(await targetProblems(page)));
    }
    await page.emulateMedia({ colorScheme: "light" });
    return problems;
  }
});
