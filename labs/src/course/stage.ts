import { SHOP_FAULT, SHOP_LEARNER } from "@hipstershop/faults/names";
import { directFetch } from "@hipstershop/runtime";

/** Where a lab is played: the shop, its traces, and the learner in whose name requests are made. */
export interface Stage {
  /** Origin at which this process reaches the shop. */
  readonly shop: string;
  /** Where people open the traces. */
  readonly tracesUrl: string;
  readonly learner: string;
  /** Addresses of services' metrics, for people and for this process; left out where they can't be reached. */
  readonly metrics?: Readonly<Record<string, string>>;
  /** Base address of an OTLP/HTTP collector in front of the traces; left out where it is not known. */
  readonly otlp?: string;
  /** A new visitor, with cookies of its own. */
  readonly visitor: () => LabVisitor;
}

/** One request of a scene. */
export interface Click {
  /** Such as "POST /cart/checkout". */
  readonly request: string;
  readonly status: number;
  /** 32 hex digits; "" when the answer names no trace. */
  readonly traceId: string;
  /** The faults that the request asked for, as in ClickOptions. */
  readonly fault?: string;
}

export interface ClickOptions {
  /** Faults of this request: "name:variant", several joined by "+". */
  readonly fault?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A visitor of the shop. Redirects are not followed: each click is one trace. */
export interface LabVisitor {
  readonly get: (path: string, options?: ClickOptions) => Promise<Click>;
  readonly post: (path: string, form: Readonly<Record<string, string>>, options?: ClickOptions) => Promise<Click>;
  /** Puts a product into the cart and buys it; the click is the purchase, which alone gets the options. */
  readonly order: (options?: ClickOptions, product?: string) => Promise<Click>;
  /** The id of the visit, which the shop's page spans have as `session.id`; "" before the first click. */
  readonly sessionId: () => string;
}

/** The shop does not answer. */
export class ShopError extends Error {
  override readonly name = "ShopError";
}

export const TYPEWRITER = "OLJCESPC7Z";
export const CAMERA_LENS = "66VCHSJNUP";

const SESSION_COOKIE = "shop_session-id";

/** Longer than the shop's own deadline of a purchase with its page. */
const CLICK_MS_MAX = 15_000;

export interface StageOptions {
  readonly shop: string;
  readonly tracesUrl: string;
  readonly learner: string;
  readonly metrics?: Readonly<Record<string, string>>;
  readonly otlp?: string;
}

export function stageOf(options: StageOptions): Stage {
  return { ...options, visitor: () => visitorOf(options) };
}

function visitorOf({ shop, learner }: StageOptions): LabVisitor {
  const cookies = new Map<string, string>();
  const click = async (
    path: string,
    form: Readonly<Record<string, string>> | undefined,
    { fault, headers }: ClickOptions = {},
  ): Promise<Click> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await directFetch(shop + path, {
      headers: {
        "user-agent": "training",
        baggage: baggageOf(learner, fault),
        ...(cookie && { cookie }),
        ...headers,
      },
      signal: AbortSignal.timeout(CLICK_MS_MAX),
      redirects: 0,
      ...(form && { form: new URLSearchParams(form) }),
    }).catch((cause: unknown) => {
      throw new ShopError(`the shop at ${shop} does not answer: is it open?`, { cause });
    });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = /^([^=;]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined && value !== undefined) cookies.set(name, value);
    }
    await answer.arrayBuffer();
    const traceId = answer.headers.get("traceresponse")?.split("-")[1] ?? "";
    const request = `${form ? "POST" : "GET"} ${path}`;
    return { request, status: answer.status, traceId, ...(fault !== undefined && { fault }) };
  };
  return {
    get: (path, options) => click(path, undefined, options),
    post: (path, form, options) => click(path, form, options),
    order: async (options, product = TYPEWRITER) => {
      await click("/cart", { product_id: product, quantity: "1" });
      return click("/cart/checkout", purchase(), options);
    },
    sessionId: () => cookies.get(SESSION_COOKIE) ?? "",
  };
}

/** The learner, and the faults that the request asks for, as W3C baggage. */
function baggageOf(learner: string, fault: string | undefined): string {
  const members = [[SHOP_LEARNER, learner], ...(fault === undefined ? [] : [[SHOP_FAULT, fault]])];
  return members.map(([key = "", value = ""]) => `${key}=${encodeURIComponent(value)}`).join(",");
}

/** A made-up buyer. The card is a Visa that passes the Luhn check. */
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
