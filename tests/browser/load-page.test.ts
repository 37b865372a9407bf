import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { root } from "../support/workspace.ts";
import { axeProblems, overflowProblems, targetProblems } from "./inspect.ts";
import { hasFocus, retype, tabTo } from "./keyboard.ts";
import { describeInBrowser } from "./test/stage.ts";

describeInBrowser("the load generator's page", (stage) => {
  test("starts, shows and stops a run by keyboard, and nothing bars the way", async () => {
    const options = [
      "--target",
      stage.shop.url,
      "--traces",
      stage.shop.status.traces,
      "--ui",
      "0",
      "--host",
      "0.0.0.0",
    ];
    const child = spawn(process.execPath, [join(root, "loadgen/src/main.ts"), ...options], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    onTestFinished(() => void child.kill("SIGTERM"));
    const [line] = (await once(createInterface({ input: child.stderr }), "line")) as [string];
    const address = /http:\S+/.exec(line)?.[0] ?? "";
    const page = await stage.open({ origins: [address], refusals: [401, 422] });
    expect((await page.goto(new URL("/", address).href))?.status()).toBe(401);
    await page.goto(address);
    expect(new URL(page.url()).search).toBe("");
    await page.getByText("Nothing runs yet.").waitFor();
    expect(await page.getByRole("img").count()).toBe(0);
    await retype(page, page.getByLabel("Think time"), "soon");
    await tabTo(page, page.getByRole("button", { name: "Start" }));
    await page.keyboard.press("Enter");
    await page.getByText('think: give a duration such as 30s, 2m or 1m30s, not "soon".').waitFor();
    await page.reload();
    await retype(page, page.getByLabel("Think time"), "0");
    await retype(page, page.getByLabel("Duration"), "5m");
    await retype(page, page.getByLabel(/^Stages/), "1s:3,5m:3");
    await tabTo(page, page.getByRole("button", { name: "Start" }));
    await page.keyboard.press("Enter");
    await page.getByRole("row").filter({ hasText: "GET /product/{id}" }).first().waitFor();
    await page.locator("canvas").nth(4).waitFor();
    // In one step: the tables are replaced every second.
    const heights = await page.evaluate(() =>
      ["[data-chart=users]", "#tiles dl", "table"].map(
        (place) => document.querySelector(place)?.getBoundingClientRect().y ?? Number.NaN,
      ),
    );
    expect(heights).toEqual(heights.toSorted((a, b) => a - b));
    expect(heights).not.toContain(Number.NaN);
    const stop = page.getByRole("button", { name: "Stop" });
    await tabTo(page, stop);
    expect(await hasFocus(stop)).toBe(true);
    await page.keyboard.press("Enter");
    await page.getByText(/^Ended: users in 2 stages/).waitFor();
    const problems: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of [1280, 360]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        problems.push(...(await axeProblems(page)), ...(await overflowProblems(page)), ...(await targetProblems(page)));
      }
    }
    expect(problems).toEqual([]);
  }, 40_000);
});
