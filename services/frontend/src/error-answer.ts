import { STATUS_CODES } from "node:http";
import { RpcError, Status, type StatusCode } from "@hipstershop/rpc";
import type { FastifyError } from "fastify";
import { HttpProblem, STATUS_SENTENCES } from "./http-problem.ts";
import { OrderFailedError } from "./order-failed.ts";

/**
 * The HTTP status for a failed call's gRPC status; 500 for all that are not listed. These are our failures, not the
 * visitor's: shop.ts lists, for each call, the statuses that are about what the visitor asked for.
 */
const HTTP_STATUS = new Map<StatusCode, number>([
  [Status.UNAVAILABLE, 503],
  [Status.RESOURCE_EXHAUSTED, 503],
  [Status.ABORTED, 503],
  // The visitor has not left, so the service cancelled the call: it is stopping.
  [Status.CANCELLED, 503],
  [Status.DEADLINE_EXCEEDED, 504],
]);

/** How an error is answered: a status, and a sentence without internals. */
export interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly message: string;
  readonly retryAfterSeconds: number | undefined;
}

/** The answer to a request that ended with `error`. */
export function answerTo(error: unknown): Answer {
  const status = statusOf(error);
  const isWorthAnotherTry = (status === 503 || status === 504) && !mayBePaid(error);
  return {
    status,
    statusText: STATUS_CODES[status] ?? "Error",
    message: sentenceFor(error, status),
    retryAfterSeconds: isWorthAnotherTry ? 3 : undefined,
  };
}

function statusOf(error: unknown): number {
  if (error instanceof OrderFailedError) return statusOf(error.cause);
  if (error instanceof RpcError) return HTTP_STATUS.get(error.code) ?? 500;
  const { statusCode = 500 } = error as Partial<FastifyError>;
  return statusCode >= 400 && statusCode < 600 ? statusCode : 500;
}

const PAID =
  "Your card was charged, but the parcel could not be sent off. Please don't order again: keep the request id below, we can find your order by it.";
const UNCLEAR =
  "A part of the shop stopped answering while your order was being placed, and we can't tell yet whether your card was charged. Look into your cart before you order again: if it is empty, the order went through. The request id below helps us to find it.";

function sentenceFor(error: unknown, status: number): string {
  if (error instanceof HttpProblem) return error.message;
  if (error instanceof OrderFailedError && error.state === "paid") return PAID;
  if (mayBePaid(error)) return UNCLEAR;
  return (
    STATUS_SENTENCES[status] ??
    (status < 500 ? "The shop could not make sense of that request." : "Something went wrong on our side.")
  );
}

/** Such an order must not be repeated: it could be paid twice. */
function mayBePaid(error: unknown): boolean {
  return error instanceof OrderFailedError && error.state !== "unpaid";
}
