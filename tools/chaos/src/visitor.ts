import { DEMO_ORDER, DEMO_PRODUCT } from "@hipstershop/shop/demo-order";

/** What came back for one request. */
export interface Answer {
  /** 0 when there was no answer. */
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | null;
  readonly tookMs: number;
}

/** Longer than any deadline of the shop: what takes longer hangs. */
const HANGS_MS = 10_000;

/** The six actions of a user that chaos is measured by. */
export const ACTIONS = ["home", "product", "cart", "add", "checkout", "currency"] as const;
export type Action = (typeof ACTIONS)[number];

/** A visitor with cookies, who does not follow redirects. */
export class Visitor {
  readonly #urlOf: () => string;
  readonly #cookies = new Map<string, string>();

  /** @param url the storefront's, or what says for each request which one it goes to. */
  constructor(url: string | (() => string)) {
    this.#urlOf = typeof url === "string" ? () => url : url;
  }

  act(action: Action): Promise<Answer> {
    switch (action) {
      case "home":
        return this.#send("/");
      case "product":
        return this.#send(`/product/${DEMO_PRODUCT}`);
      case "cart":
        return this.#send("/cart");
      case "add":
        return this.#send("/cart", { product_id: DEMO_PRODUCT, quantity: "1" });
      case "checkout":
        return this.#send("/cart/checkout", DEMO_ORDER);
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
    return this.#send("/cart/checkout", { ...DEMO_ORDER, idempotency_key: key });
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
      const response = await fetch(this.#urlOf() + path, {
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
