import { STATUS_CODES } from "node:http";
import { RpcError, Status, type StatusCode } from "@hipstershop/rpc";
import type { FastifyError } from "fastify";

/** A request we refuse, with what to tell the visitor. */
export class HttpProblem extends Error {
  readonly statusCode: number;
  /** Form field → what is wrong with it. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(statusCode: number, message: string, fields: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = "HttpProblem";
    this.statusCode = statusCode;
    this.fields = fields;
  }
}

const HTTP_STATUS = new Map<StatusCode, number>([
  [Status.NOT_FOUND, 404],
  [Status.INVALID_ARGUMENT, 422],
  [Status.OUT_OF_RANGE, 422],
  [Status.FAILED_PRECONDITION, 409],
  [Status.ALREADY_EXISTS, 409],
  [Status.ABORTED, 409],
  [Status.RESOURCE_EXHAUSTED, 503],
  [Status.UNAVAILABLE, 503],
  [Status.DEADLINE_EXCEEDED, 504],
]);

/** What an error becomes on the page: a status, and a sentence without internals. */
export interface Answer {
  readonly status: number;
  readonly statusText: string;
  readonly message: string;
  readonly retryAfterSeconds: number | undefined;
}

export function answerTo(error: unknown): Answer {
  const status = statusOf(error);
  const retryAfterSeconds = (status === 503 || status === 504) && !isPaid(error) ? 3 : undefined;
  return { status, statusText: STATUS_CODES[status] ?? "Error", message: messageFor(error, status), retryAfterSeconds };
}

function statusOf(error: unknown): number {
  if (error instanceof RpcError) return HTTP_STATUS.get(error.code) ?? 500;
  const { statusCode = 500 } = error as Partial<FastifyError>;
  return statusCode >= 400 && statusCode < 600 ? statusCode : 500;
}

const FRIENDLY: Readonly<Record<number, string>> = {
  404: "There is nothing at this address. It may have been sold, moved, or mistyped.",
  405: "That can't be done at this address.",
  409: "The shop is in no state to do that right now. Have a look at your cart and try again.",
  413: "That was more than our forms can take.",
  415: "Forms are taken as application/x-www-form-urlencoded.",
  422: "Something in that form can't be right.",
  503: "A part of the shop is not answering at the moment. Your cart is safe; try again in a few seconds.",
  504: "A part of the shop took too long to answer. Your cart is safe; try again in a few seconds.",
};
const PAID =
  "Your card was charged, but the parcel could not be sent off. Please don't order again: keep the request id below, we can find your order by it.";

function messageFor(error: unknown, status: number): string {
  if (error instanceof HttpProblem) return error.message;
  if (isPaid(error)) return PAID;
  return (
    FRIENDLY[status] ??
    (status < 500 ? "The shop could not make sense of that request." : "Something went wrong on our side.")
  );
}

/** An order that failed after the card was charged: nothing to invite to again. */
function isPaid(error: unknown): boolean {
  return error instanceof RpcError && error.metadata["x-order-state"] === "paid";
}
