import type { TryAt } from "@hipstershop/faults/catalogue";
import { PageProblem } from "../page-problem.ts";
import { CLICK_MS_MAX, purchase, requestText, ShopVisitor, type Step, TYPEWRITER } from "../shop-visitor.ts";
import { baggageOf } from "./words.ts";

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

const TO_CART: Step = { path: "/cart", form: { product_id: TYPEWRITER, quantity: "1" } };

/** The requests of one try. The last one asks for the fault. */
function stepsOf(tryAt: TryAt): readonly [...Step[], Step] {
  if (tryAt === "home") return [{ path: "/" }];
  if (tryAt === "product") return [{ path: `/product/${TYPEWRITER}` }];
  if (tryAt === "cart") return [TO_CART, { path: "/cart" }];
  return [TO_CART, { path: "/cart/checkout", form: purchase() }];
}

/**
 * Makes one click that asks for a fault, as a new visitor of the shop at `origin`: with what must come before it, such as
 * a cart, which asks for none. Throws a PageProblem 502 or 504 when the shop does not answer.
 */
export async function clickOnce(origin: string, tryAt: TryAt, wish: Wish): Promise<Click> {
  const visitor = new ShopVisitor(origin);
  const steps = stepsOf(tryAt);
  for (const step of steps.slice(0, -1)) {
    const { status } = await send(visitor, origin, step);
    if (status >= 400)
      throw new PageProblem(
        502,
        `The shop answered ${status} to ${requestText(step)}, which comes before and asks for no fault. ` +
          "Is another fault on for everybody?",
      );
  }
  const last = steps[steps.length - 1] ?? { path: "/" };
  const { status, traceresponse } = await send(visitor, origin, last, { baggage: baggageOf(wish.fault, wish.variant) });
  const [, traceId = "", flags = ""] = /^[\da-f]{2}-([\da-f]{32})-[\da-f]{16}-([\da-f]{2})$/.exec(traceresponse) ?? [];
  return { request: requestText(last), status, traceId, isSampled: (Number.parseInt(flags, 16) & 1) === 1 };
}

/** Sends a step; what keeps the shop from answering is a PageProblem. */
async function send(visitor: ShopVisitor, origin: string, step: Step, headers?: Readonly<Record<string, string>>) {
  return visitor.send(step, headers).catch((cause: unknown) => {
    const isLate = cause instanceof Error && cause.name === "TimeoutError";
    if (isLate) throw new PageProblem(504, `The shop at ${origin} took longer than ${CLICK_MS_MAX / 1000} s.`, cause);
    throw new PageProblem(
      502,
      `The shop at ${origin} does not answer. Is it running, and is FRONTEND_ADDR right?`,
      cause,
    );
  });
}
