// `npm run pictures`: takes the picture of README anew, of a real trace in the viewer. Needs a browser.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { launchBrowser } from "../browser/browser.ts";
import { startTestShop } from "../support/shop.ts";
import { wholeTrace } from "../support/traces.ts";
import { checkoutFields, Visitor } from "../support/visitor.ts";
import { root } from "../support/workspace.ts";

const FILE = "docs/pictures/waterfall.webp";
const VIEWPORT = { width: 1200, height: 780 };
const QUALITY = 80;
/** Orders before the one that is shown, so that code is compiled and connections are open. */
const WARM_UP_ORDERS = 20;

const launched = await launchBrowser();
if ("missing" in launched) throw new Error(`no picture without a browser: ${launched.missing}`);
await using shop = await startTestShop();
const order = async (): Promise<string> => {
  const visitor = new Visitor(shop.url);
  await visitor.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" });
  return (await visitor.post("/cart/checkout", checkoutFields)).traceId;
};
for (let i = 0; i < WARM_UP_ORDERS; i += 1) await order();
const traceId = await order();
await wholeTrace(shop, traceId);

const context = await launched.browser.newContext({
  viewport: VIEWPORT,
  colorScheme: "light",
  reducedMotion: "reduce",
  locale: "en-GB",
});
const page = await context.newPage();
await page.goto(`${shop.status.traces}/trace/${traceId}`);
await page.getByRole("treeitem").first().waitFor();
const session = await context.newCDPSession(page);
const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: QUALITY });
await launched.browser.close();
const picture = Buffer.from(data, "base64");
writeFileSync(join(root, FILE), picture);
process.stdout.write(`${FILE}: ${Math.round(picture.length / 1000)} kB, trace ${traceId}\n`);
