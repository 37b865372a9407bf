import { STATUS_CODES } from "node:http";
import { RpcError, Status, type StatusCode } from "@hipstershop/rpc";
import type { FastifyError } from "fastify";
import { OrderFailedError } from "./order-failed.ts";

/** A request we refuse, with what to tell the visitor. */
export class HttpProblem extends Error {
  readonly statusCode: number;
  /** Form field → what is wrong with it. */
  readonly fields: Readonly<Record<string, string>>;

  constructor(statusCode: number, message: string, fields: Readonly<Record<string, string>> = {}, cause?: unknown) {
    super(message, { cause });
    this.name = "HttpProblem";
    this.statusCode = statusCode;
    this.fields = fields;
  }
}

/**
 * What a service's status is on the page when it says nothing about what the visitor asked for: a failure of ours, counted as
 * one. What a refusal means to a visitor is said where the question is asked (shop.ts). 500 for all others.
 */
const HTTP_STATUS = new Map<StatusCode, number>([
  [Status.UNAVAILABLE, 503],
  [Status.RESOURCE_EXHAUSTED, 503],
  [Status.ABORTED, 503],
  // The visitor is still there, so it was a service that gave up: it is being stopped.
  [Status.CANCELLED, 503],
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
  const isWorthAnotherTry = (status === 503 || status === 504) && !mayBePaid(error);
  return {
    status,
    statusText: STATUS_CODES[status] ?? "Error",
    message: messageFor(error, status),
    retryAfterSeconds: isWorthAnotherTry ? 3 : undefined,
  };
}

function statusOf(error: unknown): number {
  if (error instanceof OrderFailedError) return statusOf(error.cause);
  if (error instanceof RpcError) return HTTP_STATUS.get(error.code) ?? 500;
  const { statusCode = 500 } = error as Partial<FastifyError>;
  return statusCode >= 400 && statusCode < 600 ? statusCode : 500;
}

const FRIENDLY: Readonly<Record<number, string>> = {
  404: "There is nothing at this address. It may have been sold, moved, or mistyped.",
  405: "That can't be done at this address.",
  413: "That was more than our forms can take.",
  415: "Forms are taken as application/x-www-form-urlencoded.",
  422: "Something in that form can't be right.",
  503: "A part of the shop is not answering at the moment. Your cart is safe; try again in a few seconds.",
  504: "A part of the shop took too long to answer. Your cart is safe; try again in a few seconds.",
};
const PAID =
  "Your card was charged, but the parcel could not be sent off. Please don't order again: keep the request id below, we can find your order by it.";
const UNCLEAR =
  "A part of the shop stopped answering while your order was being placed, and we can't tell yet whether your card was charged. Look into your cart before you order again: if it is empty, the order went through. The request id below helps us to find it.";

function messageFor(error: unknown, status: number): string {
  if (error instanceof HttpProblem) return error.message;
  if (error instanceof OrderFailedError && error.state === "paid") return PAID;
  if (mayBePaid(error)) return UNCLEAR;
  return (
    FRIENDLY[status] ??
    (status < 500 ? "The shop could not make sense of that request." : "Something went wrong on our side.")
  );
}

/** An HttpProblem with the usual sentence of its status. `cause` is the refusal of a service, if one refused. */
export function httpProblem(status: number, cause?: unknown): HttpProblem {
  return new HttpProblem(status, FRIENDLY[status] ?? "", {}, cause);
}

/** Such an order must not be repeated: it could be paid twice. */
function mayBePaid(error: unknown): boolean {
  return error instanceof OrderFailedError && error.state !== "unpaid";
}
