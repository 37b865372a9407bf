import { SHOP_FAULT, SHOP_LEARNER } from "@hipstershop/faults/names";
import { purchase, requestText, ShopVisitor, type Step, TYPEWRITER } from "../shop-visitor.ts";

export { TYPEWRITER };

/** Where a lab is played: the shop, its traces, and the learner in whose name requests are made. */
export interface Stage {
  /** Origin at which this process reaches the shop. */
  readonly shop: string;
  /** Where people open the traces. */
  readonly tracesUrl: string;
  /** Base of their query API for this process; left out where it is the same address. */
  readonly tracesApi?: string;
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
  /** The shop's first span of it, 16 hex digits; left out of what is stored. */
  readonly spanId?: string;
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

/** The shop does not answer, or something else answers in its place. */
export class ShopError extends Error {
  override readonly name = "ShopError";
}

export const CAMERA_LENS = "66VCHSJNUP";

const SESSION_COOKIE = "shop_session-id";

export interface StageOptions {
  readonly shop: string;
  readonly tracesUrl: string;
  readonly tracesApi?: string;
  readonly learner: string;
  readonly metrics?: Readonly<Record<string, string>>;
  readonly otlp?: string;
}

export function stageOf(options: StageOptions): Stage {
  return { ...options, visitor: () => visitorOf(options) };
}

function visitorOf({ shop, learner }: StageOptions): LabVisitor {
  const visitor = new ShopVisitor(shop);
  const click = async (step: Step, { fault, headers }: ClickOptions = {}): Promise<Click> => {
    const sent = { baggage: baggageOf(learner, fault), ...headers };
    const { status, traceresponse } = await visitor.send(step, sent).catch((cause: unknown) => {
      throw new ShopError(`the shop at ${shop} does not answer: is it open?`, { cause });
    });
    if (traceresponse === "" && status < 500) {
      const problem = `${requestText(step)} was answered with ${status}, without a trace`;
      throw new ShopError(`what answers at ${shop} is not the shop: ${problem}`);
    }
    const [, traceId = "", spanId = ""] = traceresponse.split("-");
    return { request: requestText(step), status, traceId, spanId, ...(fault !== undefined && { fault }) };
  };
  return {
    get: (path, options) => click({ path }, options),
    post: (path, form, options) => click({ path, form }, options),
    order: async (options, product = TYPEWRITER) => {
      await click({ path: "/cart", form: { product_id: product, quantity: "1" } });
      return click({ path: "/cart/checkout", form: purchase() }, options);
    },
    sessionId: () => visitor.cookie(SESSION_COOKIE),
  };
}

/** The learner, and the faults that the request asks for, as W3C baggage. */
function baggageOf(learner: string, fault: string | undefined): string {
  const members = [[SHOP_LEARNER, learner], ...(fault === undefined ? [] : [[SHOP_FAULT, fault]])];
  return members.map(([key = "", value = ""]) => `${key}=${encodeURIComponent(value)}`).join(",");
}
