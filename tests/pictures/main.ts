// `npm run pictures`: takes the picture of README anew, of a real trace in the viewer. Needs a browser.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Trace } from "@hipstershop/traces";
import { launchBrowser } from "../browser/browser.ts";
import { startTestShop } from "../support/shop.ts";
import { wholeTrace } from "../support/traces.ts";
import { checkoutFields, Visitor } from "../support/visitor.ts";
import { root } from "../support/workspace.ts";

const FILE = "docs/pictures/waterfall.webp";
const VIEWPORT = { width: 1200, height: 780 };
const QUALITY = 80;
/** Of so many orders the fastest is shown: the first ones compile code and connect, others wait for what else runs. */
const ORDERS = 40;

const launched = await launchBrowser();
if ("missing" in launched) throw new Error(`no picture without a browser: ${launched.missing}`);
await using shop = await startTestShop();
const order = async (): Promise<string> => {
  const visitor = new Visitor(shop.url);
  await visitor.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" });
  return (await visitor.post("/cart/checkout", checkoutFields)).traceId;
};
const orders: Trace[] = [];
for (let i = 0; i < ORDERS; i += 1) orders.push(await wholeTrace(shop, await order()));
const [fastest] = orders.toSorted((a, b) => a.endUs - a.startUs - (b.endUs - b.startUs));
const traceId = fastest?.traceId ?? "";

const context = await launched.browser.newContext({
  viewport: VIEWPORT,
  colorScheme: "light",
  reducedMotion: "reduce",
  locale: "en-GB",
});
const page = await context.newPage();
await page.goto(`${shop.status.traces}/trace/${traceId}`);
await page.getByRole("treeitem").first().waitFor();
// The page watches a new trace for further spans, and says so meanwhile.
await page.getByText("Watching").waitFor({ state: "hidden" });
const session = await context.newCDPSession(page);
const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: QUALITY });
await launched.browser.close();
const picture = Buffer.from(data, "base64");
writeFileSync(join(root, FILE), picture);
process.stdout.write(`${FILE}: ${Math.round(picture.length / 1000)} kB, trace ${traceId}\n`);
