/** A full budget: enough for the calls that a replica had in hand when it was restarted. */
const TOKENS_MAX = 100;
const TOKENS_PER_SUCCESS = 0.1;

/**
 * Whether calls to one service may be tried again: gRPC's own rule. A failure costs a token, a success earns a tenth; at half
 * of them nothing is tried again, so that a service that fails for good is not asked three times as much.
 * https://github.com/grpc/proposal/blob/master/A6-client-retries.md#throttling-retry-attempts-and-hedged-rpcs
 */
export class RetryBudget {
  #tokens = TOKENS_MAX;

  succeeded(): void {
    if (this.#tokens < TOKENS_MAX) this.#tokens += TOKENS_PER_SUCCESS;
  }

  /** Counts a failure, and tells whether there may be another attempt. */
  failed(): boolean {
    if (this.#tokens > 0) this.#tokens -= 1;
    return this.#tokens > TOKENS_MAX / 2;
  }
}
