import { readStatus } from "@hipstershop/shop/status";
import { startTraceStore } from "@hipstershop/traceview";
import { HOST } from "./instance.ts";

/** Where the spans of a run go. Disposal closes it, if it was opened for this run. */
export interface TracePlace extends AsyncDisposable {
  readonly jaegerUrl: string;
  /** Base address of the viewer, and of Jaeger's query API. */
  readonly viewerUrl: string;
  /** Whether the viewer is still there after the run. */
  readonly stays: boolean;
}

/** The trace store of a shop that runs with this state folder, else one of its own. */
export async function openTracePlace(stateFolder: string): Promise<TracePlace> {
  const shop = await readStatus(stateFolder);
  if (shop)
    return {
      jaegerUrl: shop.ingest.jaegerThrift,
      viewerUrl: shop.traces,
      stays: true,
      [Symbol.asyncDispose]: async () => undefined,
    };
  const store = await startTraceStore({ host: HOST, queryPort: 0, jaegerThriftPort: 0, otlpHttpPort: 0 });
  return {
    jaegerUrl: store.jaegerThriftUrl,
    viewerUrl: store.queryUrl,
    stays: false,
    [Symbol.asyncDispose]: () => store[Symbol.asyncDispose](),
  };
}
