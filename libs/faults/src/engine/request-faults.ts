import { ContextValue } from "@hipstershop/telemetry";
import type { Span } from "@opentelemetry/api";
import type { Act, Fault } from "../catalogue/index.ts";
import type { Facts } from "./facts.ts";

/** One act that is to happen in a request, and the choice behind it. */
export interface ActiveAct {
  readonly act: Act;
  readonly fault: Fault;
  readonly variant: string;
  /** Why this variant: OpenFeature's reason. */
  readonly reason: string;
  /** Who chose it: `flagd` for a flag, `request` for baggage and header, `environment` for SUCCESS_RATE. */
  readonly provider: "flagd" | "request" | "environment";
  /** The request asked that spans do not tell. */
  readonly isUnmarked?: true;
}

/** What the faults of one request share within a service. It travels in the context. */
export interface RequestFaults {
  /** As the request asked for them; "" for none. Passed on to every called service. */
  readonly asked: string;
  readonly acts: readonly ActiveAct[];
  readonly facts: Facts;
  readonly request: unknown;
  /** The server span of the request. */
  readonly span: Span;
  /** Outgoing calls that the handler's end waits for, by method. */
  readonly awaited: Map<string, Promise<unknown>[]>;
  /** The last of the calls that run one after the other. */
  lastCall: Promise<unknown>;
  /** Calls that wait to be sent together. */
  batch: BatchedCall[];
}

export interface BatchedCall {
  readonly request: unknown;
  readonly resolve: (response: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** The faults of the request that a context belongs to. */
export const requestFaults = new ContextValue<RequestFaults>("faults of this request");
