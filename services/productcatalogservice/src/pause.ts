import { setTimeout } from "node:timers/promises";
import { type Call, RpcError, Status } from "@hipstershop/rpc";

/** Waits; rejects when the caller leaves before. */
export async function pause(ms: number, call: Call): Promise<void> {
  if (ms === 0) return;
  try {
    await setTimeout(ms, undefined, { signal: call.signal });
  } catch (cause) {
    const code = Date.now() >= call.deadline ? Status.DEADLINE_EXCEEDED : Status.CANCELLED;
    throw new RpcError(code, `the caller did not wait for the extra latency of ${ms} ms`, { cause });
  }
}
