import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { afterAll, expect, test } from "vitest";
import { root } from "../support/workspace.ts";
import { axeProblems, overflowProblems } from "./inspect.ts";
import { describeInBrowser } from "./test/stage.ts";

const folder = mkdtempSync(join(tmpdir(), "load-report-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describeInBrowser("the load generator's report", (stage) => {
  const file = join(folder, "report.html");
  async function makeReport(): Promise<string> {
    const options = ["--target", stage.shop.url, "--users", "3", "--rate", "50", "--think", "0", "--duration", "2s"];
    const links = ["--traces", stage.shop.status.traces, "--html", file, "--quiet", "--threshold", "p50<0.001"];
    // The threshold is crossed on purpose, which ends with 1.
    await promisify(execFile)(process.execPath, [join(root, "loadgen/src/main.ts"), ...options, ...links]).catch(
      () => {},
    );
    return pathToFileURL(file).href;
  }

  test("of a search for the capacity draws two, and nothing bars the way", async () => {
    const options = ["--target", stage.shop.url, "--find-capacity", "--rate", "20", "--step", "1s", "--quiet"];
    const search = ["--threshold", "requests<80", "--html", file, "--no-traces", "--seed", "1"];
    await promisify(execFile)(process.execPath, [join(root, "loadgen/src/main.ts"), ...options, ...search]);
    const page = await stage.open();
    const problems: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of [1280, 360]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await page.goto(pathToFileURL(file).href);
        expect(await page.locator("canvas").count()).toBe(2);
        problems.push(...(await axeProblems(page)), ...(await overflowProblems(page)));
      }
    }
    expect(problems).toEqual([]);
    await expect(page.getByText("requests<80 is crossed").count()).resolves.toBeGreaterThan(0);
  }, 40_000);

  test("draws its charts from a file, and nothing bars the way, light and dark, wide and narrow", async () => {
    const address = await makeReport();
    const page = await stage.open();
    const problems: string[] = [];
    for (const colorScheme of ["light", "dark"] as const) {
      for (const width of [1280, 360]) {
        await page.emulateMedia({ colorScheme });
        await page.setViewportSize({ width, height: 900 });
        await page.goto(address);
        expect(await page.locator("canvas").count()).toBe(5);
        problems.push(...(await axeProblems(page)), ...(await overflowProblems(page)));
      }
    }
    expect(problems).toEqual([]);
    await expect(page.getByText("p50<0.001 is crossed").count()).resolves.toBe(1);
    expect(await page.getByRole("row").filter({ hasText: "GET /product/{id}" }).count()).toBeGreaterThan(0);
    expect(await page.locator(".trace a").first().getAttribute("href")).toContain(`${stage.shop.status.traces}/trace/`);
  }, 40_000);
});
