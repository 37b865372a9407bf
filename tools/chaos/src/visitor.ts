/** What came back for one request. */
export interface Answer {
  /** 0 when there was no answer. */
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | null;
  readonly tookMs: number;
}

const CHECKOUT = {
  email: "someone@example.com",
  street_address: "1600 Amphitheatre Parkway",
  zip_code: "94043",
  city: "Mountain View",
  state: "CA",
  country: "United States",
  credit_card_number: "4432-8015-6152-0454",
  credit_card_expiration_month: "1",
  credit_card_expiration_year: String(new Date().getFullYear() + 1),
  credit_card_cvv: "672",
};
const TYPEWRITER = "OLJCESPC7Z";
/** Longer than any deadline of the shop: what takes longer hangs. */
const HANGS_MS = 10_000;

/** The six actions of a user that chaos is measured by. */
export const ACTIONS = ["home", "product", "cart", "add", "checkout", "currency"] as const;
export type Action = (typeof ACTIONS)[number];

/** A visitor with cookies, who does not follow redirects. */
export class Visitor {
  readonly #url: string;
  readonly #cookies = new Map<string, string>();

  constructor(url: string) {
    this.#url = url;
  }

  act(action: Action): Promise<Answer> {
    switch (action) {
      case "home":
        return this.#send("/");
      case "product":
        return this.#send(`/product/${TYPEWRITER}`);
      case "cart":
        return this.#send("/cart");
      case "add":
        return this.#send("/cart", { product_id: TYPEWRITER, quantity: "1" });
      case "checkout":
        return this.#send("/cart/checkout", CHECKOUT);
      case "currency":
        return this.#send("/setCurrency", { currency_code: "USD" });
    }
  }

  /** The form of the cart page: submitted with this key, it is one order however often. */
  async openForm(): Promise<string> {
    const { body } = await this.act("cart");
    return /name="idempotency_key" value="([^"]+)"/.exec(body)?.[1] ?? "";
  }

  /** Submits the form. */
  submit(key: string): Promise<Answer> {
    return this.#send("/cart/checkout", { ...CHECKOUT, idempotency_key: key });
  }

  /** Number of pieces in the cart, by the cart link of the page; -1 when the page does not say. */
  async piecesInCart(): Promise<number> {
    const { body } = await this.act("cart");
    return Number(/View Cart \((\d+)\)/.exec(body)?.[1] ?? -1);
  }

  async #send(path: string, form?: Readonly<Record<string, string>>): Promise<Answer> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const started = performance.now();
    try {
      const response = await fetch(this.#url + path, {
        headers: cookie ? { cookie } : {},
        redirect: "manual",
        signal: AbortSignal.timeout(HANGS_MS),
        ...(form && { method: "POST", body: new URLSearchParams(form) }),
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        this.#cookies.set(name, value);
      }
      const body = await response.text();
      const retryAfter = response.headers.get("retry-after");
      return { status: response.status, body, retryAfter, tookMs: performance.now() - started };
    } catch {
      return { status: 0, body: "", retryAfter: null, tookMs: performance.now() - started };
    }
  }
}
