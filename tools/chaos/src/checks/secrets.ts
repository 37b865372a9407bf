import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DEMO_ORDER, DEMO_PRODUCT } from "@hipstershop/shop/demo-order";
import type { Check, CheckContext } from "../check.ts";
import { startCollector } from "../collector.ts";
import { FormClient } from "../form-client.ts";
import { inParallel } from "../in-parallel.ts";
import { NO_REDIS, redisProgram, startRedis } from "../redis.ts";
import { secretsIn, secretsOf } from "../secrets.ts";
import { type ShopUnderTest, startShopUnderTest } from "../shop-under-test.ts";

const CHECKOUTS = 10_000;
const CHECKOUTS_SHORT = 200;
const AT_ONCE = 8;
/** Half are right; the others end on other paths through the shop. */
const FAULTS: readonly Readonly<Record<string, string>>[] = [
  {},
  {},
  {},
  { credit_card_expiration_year: "2019" },
  { zip_code: "none" },
  { idempotency_key: "the-same-for-all" },
];

/** S1: no card, code, e-mail or street is written down. */
export const secrets: Check = {
  id: "S1",
  title: "checkouts with a card, code and address of their own each: where these are found",
  inShortPart: false,
  isOnlyByName: true,
  async run(context) {
    const program = redisProgram();
    if (program === undefined) return { figures: [], problems: [], skipped: NO_REDIS };
    const found = new Found();
    await using stack = new AsyncDisposableStack();
    const redis = stack.use(await startRedis(program));
    const collector = stack.use(
      await startCollector("good", { onBatch: (batch) => found.look("spans", batch.toString("latin1")) }),
    );
    const shop = stack.use(
      await startShopUnderTest({
        REDIS_ADDR: redis.address,
        LOG_LEVEL: "debug",
        OTEL_EXPORTER_JAEGER_ENDPOINT: collector.endpoint,
      }),
    );
    const checkouts = context.isShort ? CHECKOUTS_SHORT : CHECKOUTS;
    const paid = await checkOut(shop, { checkouts, found }, context);
    for (const { metrics = "" } of (await shop.status()).services)
      found.look("metrics", await (await fetch(metrics)).text());
    for (const text of filesIn(redis.folder)) found.look("Redis", text);
    for (const text of filesIn(shop.logFolder)) found.look("logs", text);
    return {
      figures: [
        { name: "checkouts", value: checkouts, unit: "" },
        { name: "of them paid", value: paid, unit: "", atLeast: checkouts / 4 },
        { name: "spans", value: collector.taken(), unit: "", atLeast: 10 * checkouts },
        ...["pages", "spans", "logs", "metrics"].map((place) => {
          return { name: `${place} with a secret`, value: found.count(place), unit: "", atMost: 0 };
        }),
        { name: "cards and codes in Redis", value: found.count("Redis"), unit: "", atMost: 0 },
      ],
      problems: found.problems,
    };
  },
};

/** The field of the security code, with something in it. */
const FIELD_OF_CODE = /<input(?=[^>]*name="credit_card_cvv")(?=[^>]*\svalue="\d)/;
const KINDS = ["card", "code", "address"] as const;

/** Where secrets were found. */
class Found {
  readonly problems: string[] = [];
  readonly #counts = new Map<string, number>();

  /** Looks for secrets in a text, line by line. */
  look(place: string, text: string): void {
    for (const line of text.split("\n")) for (const kind of secretsIn(line)) this.add(place, kind, line);
  }

  add(place: string, kind: string, line: string): void {
    // Orders that are being carried out have an address, and stay a day: who can read Redis can read that.
    if (place === "Redis" && kind === "address") return;
    const key = `${place} ${kind}`;
    if (this.problems.length < 20) this.problems.push(`a ${kind} in ${place}: ${line.trim().slice(0, 300)}`);
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + 1);
  }

  count(place: string): number {
    return KINDS.reduce((sum, kind) => sum + (this.#counts.get(`${place} ${kind}`) ?? 0), 0);
  }
}

/** Resolves to how many orders were paid. */
async function checkOut(
  shop: ShopUnderTest,
  { checkouts, found }: { readonly checkouts: number; readonly found: Found },
  context: CheckContext,
): Promise<number> {
  using client = new FormClient();
  let paid = 0;
  await inParallel({ count: checkouts, atOnce: AT_ONCE }, context, async (visitor) => {
    const page = await orderPage(client, shop.url, visitor);
    if (page.includes("Total paid")) paid += 1;
    // Who typed the address is shown it again; card and code are not shown to anybody.
    if (secretsIn(page).includes("card")) found.add("pages", "card", `of visitor ${visitor}`);
    if (FIELD_OF_CODE.test(page)) found.add("pages", "code", `of visitor ${visitor}`);
  });
  return paid;
}

async function orderPage(client: FormClient, url: string, visitor: number): Promise<string> {
  const { card, code, email, street } = secretsOf(visitor);
  const added = await client.send(`${url}/cart`, { form: { product_id: DEMO_PRODUCT, quantity: "1" } });
  const cookie = added.cookies.map((line) => line.split(";")[0]).join("; ");
  const number = [card, card.replace(/\d{4}(?=\d)/g, "$&-"), card.replace(/\d{4}(?=\d)/g, "$& ")][visitor % 3] ?? card;
  const form = {
    ...DEMO_ORDER,
    email,
    street_address: street,
    credit_card_number: number,
    credit_card_cvv: code,
    ...FAULTS[visitor % FAULTS.length],
  };
  const { body } = await client.send(`${url}/cart/checkout`, { headers: { cookie, referer: `${url}/cart` }, form });
  return body;
}

/** The contents of all files below a folder. */
function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => readFileSync(join(parentPath, name), "latin1"));
}
