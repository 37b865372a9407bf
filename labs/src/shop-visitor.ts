import { directFetch } from "@hipstershop/runtime";

/** Longer than the shop's own deadline of a purchase with its page. */
export const CLICK_MS_MAX = 15_000;
/** The product that is bought where nothing else is said. */
export const TYPEWRITER = "OLJCESPC7Z";

/** One request of a visitor. */
export interface Step {
  readonly path: string;
  /** Fields of a form to post; without them the page is requested. */
  readonly form?: Readonly<Record<string, string>>;
}

/** How a step is named: "POST /cart". */
export function requestText({ path, form }: Step): string {
  return `${form ? "POST" : "GET"} ${path}`;
}

/** A visitor of the shop with cookies of its own. Redirects are not followed: each click is one trace. */
export class ShopVisitor {
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  /** The value of a cookie that the shop has set; "" for none. */
  cookie(name: string): string {
    return this.#cookies.get(name) ?? "";
  }

  /** Sends one request and reads its answer to the end. Rejects when the shop does not answer in time. */
  async send({ path, form }: Step, headers: Readonly<Record<string, string>> = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await directFetch(this.#origin + path, {
      headers: { "user-agent": "training", ...(cookie && { cookie }), ...headers },
      signal: AbortSignal.timeout(CLICK_MS_MAX),
      redirects: 0,
      ...(form && { form: new URLSearchParams(form) }),
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) this.#cookies.set(name, value);
    }
    await answer.arrayBuffer();
    return { status: answer.status, traceresponse: answer.headers.get("traceresponse") ?? "" };
  }
}

/** A made-up buyer. The card is a Visa that passes the Luhn check and never expires. */
export function purchase(): Readonly<Record<string, string>> {
  return {
    email: "learner@example.com",
    street_address: "1 Typewriter Lane",
    zip_code: "10405",
    city: "Berlin",
    state: "NH",
    country: "United States",
    credit_card_number: "4432801561520454",
    credit_card_expiration_month: "1",
    credit_card_expiration_year: String(new Date().getFullYear() + 1),
    credit_card_cvv: "672",
  };
}
