const SERVICES_MAX = 1000;

/** When each service last sent a span. Kept after its spans were evicted, so that a silent service can be reported. */
export class LastSeen {
  readonly #lastMs = new Map<string, number>();

  recordSpan(service: string, nowMs: number): void {
    if (!this.#lastMs.has(service) && this.#lastMs.size >= SERVICES_MAX) this.#forgetOne();
    this.#lastMs.set(service, nowMs);
  }

  lastMs(service: string): number | undefined {
    return this.#lastMs.get(service);
  }

  /** In alphabetical order. */
  names(): string[] {
    return [...this.#lastMs.keys()].toSorted();
  }

  #forgetOne(): void {
    const [longestSilent] = [...this.#lastMs].reduce((a, b) => (b[1] < a[1] ? b : a));
    this.#lastMs.delete(longestSilent);
  }
}
