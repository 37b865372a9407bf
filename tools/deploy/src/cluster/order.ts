import { directFetch } from "@hipstershop/runtime";

const CLICK_WITHIN_MS = 10_000;

/** The checkout form, with the number of a test card. */
const FORM: Readonly<Record<string, string>> = {
  email: "smoke@example.com",
  street_address: "1600 Amphitheatre Parkway",
  zip_code: "94043",
  city: "Mountain View",
  state: "CA",
  country: "United States",
  credit_card_number: "4432-8015-6152-0454",
  credit_card_expiration_month: "1",
  credit_card_cvv: "672",
};

/** An order that the shop confirmed. */
export interface Order {
  readonly id: string;
  /** 32 hex digits; undefined when the trace is not sampled. */
  readonly traceId: string | undefined;
}

/** Buys the first product of the home page; throws when any request fails. */
export async function placeOrder(shop: string): Promise<Order> {
  let cookie = "";
  const requestPage = async (path: string, fields?: Readonly<Record<string, string>>) => {
    const answer = await directFetch(new URL(path, shop), {
      redirects: 0,
      signal: AbortSignal.timeout(CLICK_WITHIN_MS),
      headers: cookie ? { cookie } : {},
      ...(fields && { form: new URLSearchParams(fields) }),
    });
    const page = await answer.text();
    if (answer.status >= 400) throw new Error(`${fields ? "POST" : "GET"} ${path} was answered ${answer.status}`);
    cookie ||= answer.headers.getSetCookie().map(nameAndValue).join("; ");
    return { page, traceId: sampledTrace(answer.headers.get("traceresponse")) };
  };
  const home = await requestPage("/");
  const product = /\/product\/([\w-]+)/.exec(home.page)?.[1];
  if (!product) throw new Error("the home page shows no product");
  await requestPage("/cart", { product_id: product, quantity: "1" });
  const nextYear = String(new Date().getFullYear() + 1);
  const { page, traceId } = await requestPage("/cart/checkout", { ...FORM, credit_card_expiration_year: nextYear });
  const id = /id="order_id"[^>]*>([^<]+)</.exec(page)?.[1];
  if (!id) throw new Error("the checkout was answered with a page that shows no order");
  return { id, traceId };
}

function nameAndValue(line: string): string {
  return line.split(";", 1)[0] ?? "";
}

/** https://www.w3.org/TR/trace-context-2/#traceresponse-header */
function sampledTrace(header: string | null): string | undefined {
  return /^00-([\da-f]{32})-[\da-f]{16}-01$/.exec(header ?? "")?.[1];
}
