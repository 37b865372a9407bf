import { DEMO_ORDER, DEMO_PRODUCT } from "@hipstershop/shop/demo-order";
import { Random } from "@hipstershop/random";
import type { Check } from "../check.ts";
import { FormClient, type FormRequest, type PageText } from "../form-client.ts";
import { inParallel } from "../in-parallel.ts";
import { startShopUnderTest } from "../shop-under-test.ts";

const REQUESTS = 100_000;
const REQUESTS_SHORT = 1000;
const AT_ONCE = 16;
/** What would act in a page: as an element, out of an attribute, as an address, and out of a script. */
const MARKUPS = [
  "<script>alert(77)</script>",
  '"><img src=x onerror=alert(77)>',
  "'><svg onload=alert(77)>",
  '" autofocus onfocus=alert(77) x="',
  "</title></textarea></style><script>alert(77)</script>",
  "javascript:alert(77)",
  "<a href=javascript:alert(77)>a</a>",
  "<!--><script>alert(77)</script>",
  "<scr\0ipt>alert(77)</script>",
] as const;
/** Tags, with their attributes; a script with its code. */
const TAGS = /<script\b[^]*?<\/script>|<[a-z](?:"[^"]*"|'[^']*'|[^"'>])*>/gi;
const ATTRIBUTES = /([^\s"'>=/]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)/g;
/** No page of ours has handlers in attributes. */
const HANDLER = /^on/i;
const ADDRESS = /^(?:href|src|action|formaction)$/i;
const ACTING_ADDRESS = /^["']?\s*javascript:/i;

/** Whether what was typed became a part of the page that acts, not a text. */
export function acts(page: string): boolean {
  return (page.match(TAGS) ?? []).some((tag) => {
    if (/^<script/i.test(tag)) return tag.includes("alert(77");
    const attributes = [...tag.matchAll(ATTRIBUTES)];
    return attributes.some(
      ([, name = "", value = ""]) => HANDLER.test(name) || (ADDRESS.test(name) && ACTING_ADDRESS.test(value)),
    );
  });
}

/** S6: what is typed never comes back as markup. */
export const markup: Check = {
  id: "S6",
  title: "markup in every field, parameter, cookie and header",
  inShortPart: false,
  isOnlyByName: true,
  async run(context) {
    await using shop = await startShopUnderTest();
    using client = new FormClient();
    const { frontend, traces, training } = await shop.status();
    const sites = { frontend, traces, training };
    const [session = ""] = (await client.send(frontend)).cookies;
    const requests = context.isShort ? REQUESTS_SHORT : REQUESTS;
    const found = { acting: [] as string[], failed: [] as string[], quoted: 0, silent: 0 };
    const random = new Random(context.seed);
    const judge = (path: string, page: PageText) => {
      if (page.status === 0) found.silent += 1;
      if (page.status >= 500 && page.status !== 503) found.failed.push(`${page.status}: ${path}`);
      if (page.body.includes("alert(77")) found.quoted += 1;
      const isPage = page.type.startsWith("text/html") && acts(page.body);
      if (isPage || /^\s*javascript:/i.test(page.location)) found.acting.push(`${path}: ${page.body.slice(0, 200)}`);
    };
    await inParallel({ count: requests, atOnce: AT_ONCE }, context, async () => {
      const { url, request } = oddRequest(random, sites, session.split(";")[0] ?? "");
      judge(url, await client.send(url, request));
    });
    return {
      figures: [
        { name: "requests", value: requests, unit: "" },
        { name: "answers with what was typed, as text", value: found.quoted, unit: "", atLeast: 1 },
        { name: "answers in which it acts", value: found.acting.length, unit: "", atMost: 0 },
        { name: "answers with 5xx other than 503", value: found.failed.length, unit: "", atMost: 0 },
        { name: "requests without an answer", value: found.silent, unit: "", atMost: 0 },
      ],
      problems: [...found.acting, ...found.failed].slice(0, 20),
    };
  },
};

type Sites = Readonly<Record<"frontend" | "traces" | "training", string>>;

/** A request with markup in all of its parts, or with all parts right but one. */
function oddRequest(random: Random, sites: Sites, session: string): { url: string; request: FormRequest } {
  const odd = () => random.pick(MARKUPS);
  const text = () => encodeURIComponent(odd());
  const cookie = random.int(0, 1) === 0 ? session : `shop_session-id=${text()}; shop_learner=${text()}`;
  const line = odd().replaceAll("\0", "");
  const headers = {
    cookie: `${cookie}; shop_currency=${text()}`,
    "user-agent": line,
    referer: `${sites.frontend}/${text()}?${text()}`,
    "accept-language": line,
    "x-request-id": line,
    baggage: `shop.learner=${text()},shop.fault=${text()}`,
  };
  const [site, path] = random.pick(PATHS);
  const url = sites[site] + path.replaceAll("ODD", text);
  const fields = random.int(0, 2) === 0 ? undefined : FORMS[path];
  if (fields === undefined) return { url, request: { headers } };
  const only = random.pick(Object.keys(fields));
  const isAll = random.int(0, 1) === 0;
  const form = Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, isAll || name === only ? odd() : value]),
  );
  return { url, request: { headers, form } };
}

const PATHS: readonly (readonly [keyof Sites, string])[] = [
  ["frontend", "/?ODD=ODD"],
  ["frontend", "/product/ODD"],
  ["frontend", `/product/${DEMO_PRODUCT}?ODD=ODD`],
  ["frontend", "/product-meta/ODD"],
  ["frontend", "/search?q=ODD"],
  ["frontend", "/search?q=ODD&page=ODD&ODD=ODD"],
  ["frontend", "/ODD/ODD"],
  ["frontend", "/cart"],
  ["frontend", "/cart/quantity"],
  ["frontend", "/cart/checkout"],
  ["frontend", "/setCurrency"],
  ["frontend", "/logout?ODD"],
  ["frontend", "/static/ODD"],
  ["frontend", "/trace-spans/ODD"],
  ["traces", "/?ODD=ODD"],
  ["traces", "/search?service=ODD&operation=ODD&tags=ODD&lookback=ODD&minDuration=ODD"],
  ["traces", "/trace/ODD"],
  ["traces", "/api/traces?service=ODD&tags=ODD"],
  ["traces", "/ODD"],
  ["training", "/course?ODD=ODD"],
  ["training", "/course/ODD"],
  ["training", "/course/name"],
  ["training", "/faults?ODD"],
  ["training", "/faults/set"],
  ["training", "/ODD"],
];

const FORMS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "/cart": { product_id: DEMO_PRODUCT, quantity: "1" },
  "/cart/quantity": { product_id: DEMO_PRODUCT, quantity: "1" },
  "/cart/checkout": { ...DEMO_ORDER, idempotency_key: "a" },
  "/setCurrency": { currency_code: "EUR" },
  "/course/name": { name: "a" },
  "/faults/set": { flag: "adFailure", variant: "on", learner: "a" },
};
