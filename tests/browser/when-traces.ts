import { isWhole } from "@hipstershop/testkit";
import type { Trace } from "@hipstershop/traces";
import type { SpanStore } from "@hipstershop/traceview";

const WAIT_MS_MAX = 5000;

/** The traces of a kind, once `count` of them have arrived with all their spans. */
export async function whenTraces(
  store: SpanStore,
  isMeant: (trace: Trace) => boolean,
  count: number,
): Promise<readonly Trace[]> {
  const arrived = Promise.withResolvers<readonly Trace[]>();
  const look = (): void => {
    const traces = [...store.traces()].filter((trace) => isMeant(trace) && isWhole(trace.spans));
    if (traces.length >= count) arrived.resolve(traces);
  };
  const giveUp = (): void => arrived.reject(new Error(`no ${count} such traces within ${WAIT_MS_MAX} ms`));
  const timer = setTimeout(giveUp, WAIT_MS_MAX);
  const subscription = store.subscribe(look);
  look();
  try {
    return await arrived.promise;
  } finally {
    subscription[Symbol.dispose]();
    clearTimeout(timer);
  }
}
