import { CallError, Status } from "@hipstershop/rpc";
import type { CallChange, MakeCall, OutgoingWork, Telemetry } from "@hipstershop/telemetry";
import type { Span } from "@opentelemetry/api";
import type { Effect } from "../../catalogue/index.ts";
import { isFor } from "../facts.ts";
import type { RequestFaults } from "../request-faults.ts";
import { callInBatch } from "./batch.ts";
import { callThroughCache } from "./cache.ts";
import { headersOf, withoutBaggage } from "./headers.ts";
import { type EffectState, pause } from "./state.ts";

/** An outgoing call on which an effect acts. */
export interface CallOccasion {
  readonly work: OutgoingWork;
  readonly make: MakeCall;
  readonly faults: RequestFaults;
  readonly key: string;
  readonly state: EffectState;
  readonly telemetry: Telemetry;
  readonly mark: (span: Span) => void;
}

type Of<K extends Effect["kind"]> = Extract<Effect, { readonly kind: K }>;
type Run<K extends Effect["kind"]> = (effect: Of<K>, on: CallOccasion) => Promise<unknown>;

/** The effects on a client edge. */
const effects: { readonly [K in Effect["kind"]]?: Run<K> } = {
  delay: ({ ms, only }, on) => (isFor(only, on.faults.facts) ? on.make(first(on, () => pause(ms))) : on.make()),

  fail({ status, message, often, only }, on) {
    if (!isFor(only, on.faults.facts) || !on.state.isDue(on.key, often)) return on.make();
    return on.make(
      first(on, () => {
        throw new CallError(Status[status as keyof typeof Status], message, { isUnsent: true });
      }),
    );
  },

  async retryStorm({ attempts }, on) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await on.make(attempt === 1 ? {} : first(on));
      } catch (error) {
        if (attempt >= attempts) throw error;
      }
    }
  },

  sequentialCalls(_, on) {
    const before = on.faults.lastCall;
    const call = before.then(() => on.make(first(on)));
    on.faults.lastCall = call.catch(() => {});
    return call;
  },

  batchCalls: ({ rounding }, on) => callInBatch(rounding, on),

  async callBefore({ rpc, pauseMs }, on) {
    const call = on.telemetry.interception.calls.get(rpc);
    await call?.(on.faults.request, on.work.context);
    await pause(pauseMs);
    return on.make(first(on));
  },

  cache: (effect, on) => callThroughCache(effect, on),

  headers: ({ format }, on) => on.make({ ...first(on), inject: headersOf(format, on.telemetry.propagation.names) }),

  dropBaggage: (_, on) => on.make({ ...first(on), inject: withoutBaggage(on.telemetry.propagation.names) }),
};

/** A change that marks the client span, and then does `more` before the request is sent. */
function first(on: CallOccasion, more?: () => void | Promise<void>): CallChange {
  return {
    before: (span) => {
      on.mark(span);
      return more?.();
    },
  };
}

/** Whether an effect can act on a client edge. */
export function actsOnCalls({ kind }: Effect): boolean {
  return kind in effects;
}

export function runOnCall(effect: Effect, on: CallOccasion): Promise<unknown> {
  const run = effects[effect.kind] as ((effect: Effect, on: CallOccasion) => Promise<unknown>) | undefined;
  return run ? run(effect, on) : on.make();
}

/** Both changes: the second one wins where it says something, and runs later. */
export function merged(one: CallChange, other: CallChange): CallChange {
  const { before: firstBefore } = one;
  const { before: thenBefore } = other;
  const metadata = { ...one.metadata, ...other.metadata };
  return {
    ...one,
    ...other,
    metadata,
    ...((firstBefore || thenBefore) && {
      before: async (span: Span) => {
        await firstBefore?.(span);
        await thenBefore?.(span);
      },
    }),
  };
}
