import type { Page } from "playwright-core";
import { wholeTrace } from "../support/traces.ts";
import { placeOrder, traceIdOf } from "./shopping.ts";
import type { Stage } from "./test/stage.ts";

/** Buys something and opens its trace once all of it is there. */
export async function openPurchase(stage: Stage, page: Page): Promise<{ readonly id: string; readonly spans: number }> {
  await placeOrder(page);
  const id = await traceIdOf(page);
  const { spans } = await wholeTrace(stage.shop, id);
  await page.goto(`${stage.shop.status.traces}/trace/${id}`);
  await page.getByRole("heading", { name: "frontend POST /cart/checkout" }).waitFor();
  await page.getByRole("treeitem").first().waitFor();
  return { id, spans: spans.length };
}

/** The span that is chosen in the waterfall. */
export const selected = (page: Page) => page.locator("[role=treeitem][aria-selected=true]");
