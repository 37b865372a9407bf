import { type Call, CallError, passedOn, type StatusCode } from "@hipstershop/rpc";

/**
 * Which status our caller gets for a status of the called service, where that one is about the caller's own request.
 */
export type StatusMeanings = ReadonlyMap<StatusCode, StatusCode>;

/**
 * Awaits the call that one step of an order makes. When it fails, the error names the step and has a status that fits
 * our caller: statuses that `meanings` does not list are not the caller's fault (decision 19).
 */
export async function runStep<T>(
  name: string,
  work: Promise<T>,
  { signal }: Pick<Call, "signal">,
  meanings: StatusMeanings = new Map(),
): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw error instanceof CallError ? passedOn(error, { what: name, hasCallerLeft: signal.aborted, meanings }) : error;
  }
}
