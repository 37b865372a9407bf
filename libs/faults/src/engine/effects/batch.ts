import { setImmediate as nextTurn } from "node:timers/promises";
import { CurrencyBatchService } from "@hipstershop/contract";
import { fieldOf, listOf, textOf } from "../../message.ts";
import type { BatchedCall } from "../request-faults.ts";
import { type CallOccasion, marking } from "./call-occasion.ts";

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
    for (const [toCode, calls] of Map.groupBy(batch, ({ request }) => textOf(request, "toCode"))) {
      void sendBatch(calls, { toCode, ...(rounding && { rounding }) }, on);
    }
  }
  return promise;
}

async function sendBatch(
  calls: readonly BatchedCall[],
  terms: { readonly toCode: string; readonly rounding?: string },
  on: CallOccasion,
): Promise<void> {
  const { ConvertAll: shape } = CurrencyBatchService.definition;
  const describe = marking(on, (span) => {
    span.setAttribute("app.batch.size", calls.length);
    if (terms.rounding) span.setAttribute("app.rounding.mode", terms.rounding);
  });
  try {
    const answer = await on.make({
      ...describe,
      rpc: { method: shape.path.slice(1), shape },
      request: { ...terms, from: calls.map(({ request }) => fieldOf(request, "from")) },
    });
    const converted = listOf(answer, "converted");
    for (const [i, { resolve }] of calls.entries()) resolve(converted[i]);
  } catch (error) {
    for (const { reject } of calls) reject(error);
  }
}
