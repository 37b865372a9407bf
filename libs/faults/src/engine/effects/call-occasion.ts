import type { CallChange, MakeCall, OutgoingWork, Telemetry } from "@hipstershop/telemetry";
import type { Span } from "@opentelemetry/api";
import type { RequestFaults } from "../request-faults.ts";
import type { EffectState } from "./state.ts";

/** An outgoing call on which an effect acts. */
export interface CallOccasion {
  readonly work: OutgoingWork;
  readonly make: MakeCall;
  readonly faults: RequestFaults;
  /** Names fault, variant and rpc. */
  readonly key: string;
  readonly state: EffectState;
  readonly telemetry: Telemetry;
  /** Says in a span that the fault acts. */
  readonly mark: (span: Span) => void;
}

/** A change that marks the client span, and then does `more` before the request is sent. */
export function marking(on: CallOccasion, more?: (span: Span) => void | Promise<void>): CallChange {
  return {
    before: (span) => {
      on.mark(span);
      return more?.(span);
    },
  };
}
