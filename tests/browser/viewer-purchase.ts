import type { Trace } from "@hipstershop/traces";
import type { Page } from "playwright-core";
import { wholeTrace } from "../support/traces.ts";
import { checkoutFields, Visitor } from "../support/visitor.ts";
import { placeOrder, traceIdOf, TYPEWRITER } from "./shopping.ts";
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

/**
 * Buys something with faults for this request only ("name:variant+…"; "" for none); the id of the order's trace, once
 * its root and this many spans are there.
 */
export async function orderWith({ shop }: Stage, faults: string, spans: number): Promise<string> {
  const visitor = new Visitor(shop.url);
  await visitor.post("/cart", { product_id: TYPEWRITER, quantity: "1" });
  const headers: Record<string, string> = faults === "" ? {} : { "x-shop-fault": faults };
  const { traceId } = await visitor.post("/cart/checkout", checkoutFields, headers);
  const hasRoot = (trace: Trace) => trace.spans.some(({ parentSpanId }) => parentSpanId === "");
  await wholeTrace(shop, traceId, (trace) => trace.spans.length >= spans && hasRoot(trace));
  return traceId;
}

export async function openTrace({ shop }: Stage, page: Page, traceId: string): Promise<void> {
  await page.goto(`${shop.status.traces}/trace/${traceId}`);
  await page.getByRole("treeitem").first().waitFor();
}
