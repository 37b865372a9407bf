import { PATIENCE_MS } from "@hipstershop/testkit/patience";
import { isWhole } from "@hipstershop/testkit";
import type { Trace } from "@hipstershop/traces";
import type { SpanStore } from "@hipstershop/traceview";

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
  const giveUp = (): void => arrived.reject(new Error(`no ${count} such traces within ${PATIENCE_MS} ms`));
  const timer = setTimeout(giveUp, PATIENCE_MS);
  const subscription = store.subscribe(look);
  look();
  try {
    return await arrived.promise;
  } finally {
    subscription[Symbol.dispose]();
    clearTimeout(timer);
  }
}
