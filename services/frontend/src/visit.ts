import type { Scope } from "@hipstershop/rpc";
import type { Context, Logger, Span } from "@hipstershop/telemetry";

/** Says to the visitor that a part of the page is missing or old, because of this service. */
export interface Note {
  readonly service: string;
  readonly text: string;
  /** Which part of the page it is about. */
  readonly part?: string;
  /** When an old part was new, in milliseconds since the epoch. */
  readonly since?: number;
}

/** One request to the frontend: its trace, its deadline, and what is learned while it is answered. */
export interface Visit {
  readonly requestId: string;
  readonly span: Span;
  /** The trace context; calls made for the visit inherit it. */
  context: Context;
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** Per service: the total time of its calls in milliseconds, and their number. */
  readonly timings: Map<string, { ms: number; calls: number }>;
  readonly notes: Note[];
  /** Deadline of the page, in milliseconds since the epoch. */
  deadline: number;
  /** When the request arrived, in milliseconds since the epoch. */
  readonly startedAt: number;
  /** The Host header, which anybody can invent. */
  readonly host: string | undefined;
  /** The locale of prices, by Accept-Language; "" for the shop's own notation. */
  readonly locale: string;
  sessionId: string;
  currency: string;
  /** Whether faults may have changed what services answered: other visitors must not be shown it. */
  isExperiment: boolean;
}

declare module "fastify" {
  interface FastifyRequest {
    visit: Visit;
  }
}

/** The scope of calls made for this visit: with the page's deadline, or an earlier one after `limitMs`. */
export function scopeOf({ context, signal, deadline }: Visit, limitMs = Number.POSITIVE_INFINITY): Scope {
  return { context, signal, deadline: Math.min(deadline, Date.now() + limitMs) };
}
