/** The share of requests that fail at a success rate: see drawFailures() of the sample app. */
export function errorShare(successRate: number): number {
  return Math.max(0, (99 - successRate) / 99);
}

/** As "29.3 %". */
export function errorText(successRate: number): string {
  return `${(100 * errorShare(successRate)).toFixed(1)} %`;
}
