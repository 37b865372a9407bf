import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished } from "vitest";
import { startTestShop, type TestShop } from "../../support/shop.ts";
import { launchBrowser } from "../browser.ts";
import { watch } from "../watch.ts";

const launched = await launchBrowser();

export interface VisitOptions extends Pick<BrowserContextOptions, "colorScheme" | "javaScriptEnabled" | "viewport"> {
  /** HTTP statuses from 400 on that are part of the test. */
  readonly refusals?: readonly number[];
  /** Origins beside the shop and its trace pages. */
  readonly origins?: readonly string[];
  /** For tests that mean to meet problems: they look at the list themselves. */
  readonly mayMeetProblems?: boolean;
}

/** The page of a new visitor, with what went wrong on it so far. */
export interface Visit {
  readonly page: Page;
  readonly problems: readonly string[];
}

export interface Stage {
  readonly shop: TestShop;
  /** A visitor without cookies. At the end of the test nothing may have gone wrong behind their back. */
  visit(options?: VisitOptions): Promise<Visit>;
  /** The same, when only the page matters. */
  open(options?: VisitOptions): Promise<Page>;
}

/** Tests of the whole shop in a real browser: one shop and one browser for all of them, a new visitor for each. */
export function describeInBrowser(name: string, tests: (stage: Stage) => void): void {
  const need = "missing" in launched ? ` (needs a browser: ${launched.missing})` : "";
  describe.skipIf(need !== "")(`${name}${need}`, () => {
    let shop: TestShop | undefined;
    beforeAll(async () => {
      // Orders with several faults take nearly three seconds on purpose.
      shop = await startTestShop({ CHECKOUT_DEADLINE_MS: "20000" });
      // The first calls connect, and are slower than a page may be.
      await fetch(shop.url);
    });
    afterAll(async () => {
      if ("browser" in launched) await launched.browser.close();
      await shop?.[Symbol.asyncDispose]();
    });
    tests({
      get shop() {
        if (!shop) throw new Error("the shop is open only while tests run");
        return shop;
      },
      visit(options) {
        return visit(this.shop, options);
      },
      async open(options) {
        const { page } = await visit(this.shop, options);
        return page;
      },
    });
  });
}

async function visit(
  { url, status }: TestShop,
  { refusals = [], origins = [], mayMeetProblems = false, ...options }: VisitOptions = {},
): Promise<Visit> {
  if ("missing" in launched) throw new Error(launched.missing);
  const context = await launched.browser.newContext({
    baseURL: url,
    reducedMotion: "reduce",
    locale: "en-GB",
    ...options,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const problems = watch(context, { origins: [url, status.traces, ...origins].map(originOf), refusals });
  onTestFinished(async () => {
    await context.close();
    if (!mayMeetProblems) expect(problems).toEqual([]);
  });
  return { page: await context.newPage(), problems };
}

function originOf(address: string): string {
  return new URL(address).origin;
}
