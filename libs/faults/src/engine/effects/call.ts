import { CallError } from "@hipstershop/rpc";
import type { CallChange } from "@hipstershop/telemetry";
import type { Span } from "@opentelemetry/api";
import type { Effect } from "../../catalogue/index.ts";
import { isFor } from "../facts.ts";
import { callInBatch } from "./batch.ts";
import { callThroughCache } from "./cache.ts";
import { type CallOccasion, marking } from "./call-occasion.ts";
import { headersOf, withoutBaggage } from "./headers.ts";
import { pause, statusNamed } from "./state.ts";

type Of<K extends Effect["kind"]> = Extract<Effect, { readonly kind: K }>;

/** Runs an effect on a client edge. Effects of other places make the call as it is. */
export function runOnCall(effect: Effect, on: CallOccasion): Promise<unknown> {
  const { names } = on.telemetry.propagation;
  switch (effect.kind) {
    case "fail":
      return fail(effect, on);
    case "retryStorm":
      return retryAtOnce(effect, on);
    case "sequentialCalls":
      return callInTurn(on);
    case "batchCalls":
      return callInBatch(effect.rounding, on);
    case "callBefore":
      return callBefore(effect, on);
    case "cache":
      return callThroughCache(effect, on);
    case "headers":
      return on.make({ ...marking(on), inject: headersOf(effect.format, names) });
    case "dropBaggage":
      return on.make({ ...marking(on), inject: withoutBaggage(names) });
    default:
      return on.make();
  }
}

function fail({ status, message, often, only }: Of<"fail">, on: CallOccasion): Promise<unknown> {
  if (!isFor(only, on.faults.facts) || !on.state.isDue(on.key, often)) return on.make();
  const refuse = () => {
    throw new CallError(statusNamed(status), message, { isUnsent: true });
  };
  return on.make(marking(on, refuse));
}

async function retryAtOnce({ attempts }: Of<"retryStorm">, on: CallOccasion): Promise<unknown> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await on.make(attempt === 1 ? {} : marking(on));
    } catch (error) {
      if (attempt >= attempts) throw error;
    }
  }
}

function callInTurn(on: CallOccasion): Promise<unknown> {
  const call = on.faults.lastCall.then(() => on.make(marking(on)));
  on.faults.lastCall = call.catch(() => {});
  return call;
}

async function callBefore({ rpc, pauseMs }: Of<"callBefore">, on: CallOccasion): Promise<unknown> {
  const call = on.telemetry.interception.calls.get(rpc);
  await call?.(on.faults.request, on.work.context);
  await pause(pauseMs);
  return on.make(marking(on));
}

/** Both changes: the second one wins where it says something, and runs later. */
export function merged(one: CallChange, other: CallChange): CallChange {
  const { before: firstBefore } = one;
  const { before: thenBefore } = other;
  return {
    ...one,
    ...other,
    metadata: { ...one.metadata, ...other.metadata },
    ...((firstBefore || thenBefore) && {
      before: async (span: Span) => {
        await firstBefore?.(span);
        await thenBefore?.(span);
      },
    }),
  };
}
