import type { TryAt } from "@hipstershop/faults/catalogue";
import { directFetch } from "@hipstershop/runtime";
import { PageProblem } from "../page-problem.ts";
import { baggageOf } from "./words.ts";

/** Longer than the shop's own deadline of a purchase with its page. */
const CLICK_MS_MAX = 15_000;
const TYPEWRITER = "OLJCESPC7Z";

/** One request to the shop that asked for a fault. */
export interface Click {
  /** Such as "POST /cart/checkout". */
  readonly request: string;
  readonly status: number;
  /** 32 hex digits; "" when the answer names no trace. */
  readonly traceId: string;
  readonly isSampled: boolean;
}

/** What a request asks for. */
export interface Wish {
  readonly fault: string;
  readonly variant: string;
}

interface Step {
  readonly path: string;
  /** Fields of a form to post; without them the page is requested. */
  readonly form?: Readonly<Record<string, string>>;
}

const TO_CART: Step = { path: "/cart", form: { product_id: TYPEWRITER, quantity: "1" } };

/** The requests of one try. The last one asks for the fault. */
function stepsOf(tryAt: TryAt): readonly [...Step[], Step] {
  if (tryAt === "home") return [{ path: "/" }];
  if (tryAt === "product") return [{ path: `/product/${TYPEWRITER}` }];
  if (tryAt === "cart") return [TO_CART, { path: "/cart" }];
  return [TO_CART, { path: "/cart/checkout", form: purchase() }];
}

/** A made-up buyer. The card is a Visa that passes the Luhn check and never expires. */
function purchase(): Readonly<Record<string, string>> {
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

/**
 * Makes one click that asks for a fault, as a new visitor of the shop at `origin`: with what must come before it, such as
 * a cart, which asks for none. Throws a PageProblem 502 or 504 when the shop does not answer.
 */
export async function clickOnce(origin: string, tryAt: TryAt, wish: Wish): Promise<Click> {
  const visitor = new Visitor(origin);
  const steps = stepsOf(tryAt);
  for (const step of steps.slice(0, -1)) {
    const { status } = await visitor.send(step);
    if (status >= 400)
      throw new PageProblem(
        502,
        `The shop answered ${status} to ${requestText(step)}, which comes before and asks for no fault. ` +
          "Is another fault on for everybody?",
      );
  }
  const last = steps[steps.length - 1] ?? { path: "/" };
  const { status, traceresponse } = await visitor.send(last, { baggage: baggageOf(wish.fault, wish.variant) });
  const [, traceId = "", flags = ""] = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-([\da-f]{2})$/.exec(traceresponse) ?? [];
  return { request: requestText(last), status, traceId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

function requestText({ path, form }: Step): string {
  return `${form ? "POST" : "GET"} ${path}`;
}

/** A visitor with cookies of its own. Redirects are not followed: each click is one trace. */
class Visitor {
  readonly #origin: string;
  readonly #cookies = new Map<string, string>();

  constructor(origin: string) {
    this.#origin = origin;
  }

  async send({ path, form }: Step, headers: Readonly<Record<string, string>> = {}) {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await directFetch(this.#origin + path, {
      headers: { "user-agent": "training", ...(cookie && { cookie }), ...headers },
      signal: AbortSignal.timeout(CLICK_MS_MAX),
      redirects: 0,
      ...(form && { form: new URLSearchParams(form) }),
    }).catch((error: unknown) => this.#fail(error));
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) this.#cookies.set(name, value);
    }
    await answer.arrayBuffer().catch((error: unknown) => this.#fail(error));
    return { status: answer.status, traceresponse: answer.headers.get("traceresponse") ?? "" };
  }

  #fail(cause: unknown): never {
    const isLate = cause instanceof Error && cause.name === "TimeoutError";
    if (isLate)
      throw new PageProblem(504, `The shop at ${this.#origin} took longer than ${CLICK_MS_MAX / 1000} s.`, cause);
    throw new PageProblem(
      502,
      `The shop at ${this.#origin} does not answer. Is it running, and is FRONTEND_ADDR right?`,
      cause,
    );
  }
}
