import { directFetch } from "@hipstershop/runtime";
import { otlpTraces, type Trace } from "@hipstershop/traces";
import { ShopError } from "./stage.ts";

const SEND_MS_MAX = 5000;

/** Sends traces to the collector at `otlp`, as OTLP in JSON. Rejects with a ShopError when it does not take them. */
export async function sendTraces(otlp: string, traces: readonly Trace[]): Promise<void> {
  const body = { json: JSON.stringify(otlpTraces(traces)), signal: AbortSignal.timeout(SEND_MS_MAX) };
  const answer = await directFetch(`${otlp}/v1/traces`, body).catch((cause: unknown) => {
    throw new ShopError(`the collector at ${otlp} does not answer`, { cause });
  });
  await answer.arrayBuffer();
  if (!answer.ok) throw new ShopError(`the collector at ${otlp} answered ${answer.status}`);
}
