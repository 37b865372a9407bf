import type { Scope } from "@hipstershop/rpc";
import type { Context, Logger, Span } from "@hipstershop/telemetry";

/** A part of the page that is missing, in words for the visitor. */
export interface Note {
  readonly service: string;
  readonly text: string;
}

/** One request, from the first byte to the last: its place in the trace, and what the page learned on the way. */
export interface Visit {
  readonly requestId: string;
  readonly span: Span;
  readonly context: Context;
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Time spent waiting for each service, in milliseconds, and how often it was asked. */
  readonly timings: Map<string, { ms: number; calls: number }>;
  readonly notes: Note[];
  /** When the page must be there, in milliseconds since the epoch. */
  deadline: number;
  sessionId: string;
  currency: string;
}

declare module "fastify" {
  interface FastifyRequest {
    visit: Visit;
  }
}

/** What calls made for this visit are made in: none may outlast the page, nor take longer than `limitMs`. */
export function scopeOf({ context, signal, deadline }: Visit, limitMs = Number.POSITIVE_INFINITY): Scope {
  return { context, signal, deadline: Math.min(deadline, Date.now() + limitMs) };
}
