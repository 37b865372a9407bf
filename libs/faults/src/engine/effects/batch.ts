import { setImmediate as nextTurn } from "node:timers/promises";
import { CurrencyBatchService } from "@hipstershop/contract";
import type { BatchedCall } from "../request-faults.ts";
import type { CallOccasion } from "./call.ts";

interface Convert {
  readonly from: unknown;
  readonly toCode: string;
}

/**
 * hipstershop.CurrencyBatchService/ConvertAll: sends the conversions that a request makes at the same time as one call.
 * The first of them makes it, and all get their part of the answer.
 */
export async function callInBatch(rounding: string | undefined, on: CallOccasion): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const { batch } = on.faults;
  batch.push({ request: on.work.request, resolve, reject });
  if (batch.length === 1) {
    await nextTurn();
    on.faults.batch = [];
    for (const calls of byTarget(batch)) void sendBatch(calls, rounding, on);
  }
  return promise;
}

function byTarget(batch: readonly BatchedCall[]): readonly (readonly BatchedCall[])[] {
  return [...Map.groupBy(batch, ({ request }) => (request as Convert).toCode).values()];
}

async function sendBatch(calls: readonly BatchedCall[], rounding: string | undefined, on: CallOccasion): Promise<void> {
  const requests = calls.map(({ request }) => request as Convert);
  const { ConvertAll: shape } = CurrencyBatchService.definition;
  try {
    const { converted } = (await on.make({
      rpc: { method: shape.path.slice(1), shape },
      request: {
        from: requests.map(({ from }) => from),
        toCode: requests[0]?.toCode,
        ...(rounding && { rounding }),
      },
      before: (span) => {
        on.mark(span);
        span.setAttribute("app.batch.size", calls.length);
        if (rounding) span.setAttribute("app.rounding.mode", rounding);
      },
    })) as { readonly converted: readonly unknown[] };
    for (const [i, { resolve }] of calls.entries()) resolve(converted[i]);
  } catch (error) {
    for (const { reject } of calls) reject(error);
  }
}
