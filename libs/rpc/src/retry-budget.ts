/** Tokens of a full budget: enough for the calls in progress when a replica restarts. */
const TOKENS_MAX = 100;
const TOKENS_PER_SUCCESS = 0.1;

/**
 * Limits retries to one service, by gRPC's rule: a failure costs a token, a success earns a tenth of one, and with half
 * of the tokens left there are no retries. So a service that fails permanently does not get three times the load.
 * https://github.com/grpc/proposal/blob/master/A6-client-retries.md#throttling-retry-attempts-and-hedged-rpcs
 */
export class RetryBudget {
  #tokens = TOKENS_MAX;

  succeeded(): void {
    if (this.#tokens < TOKENS_MAX) this.#tokens += TOKENS_PER_SUCCESS;
  }

  /** Counts a failure; true when a retry is allowed. */
  failed(): boolean {
    if (this.#tokens > 0) this.#tokens -= 1;
    return this.#tokens > TOKENS_MAX / 2;
  }
}
