/** Microseconds with three significant digits, in the unit that fits: "870 µs", "12.3 ms", "1.04 s", "2 min 5 s". */
export function durationText(us: number): string {
  const size = Math.abs(us);
  if (size < 999.5) return `${Math.round(us)} µs`;
  if (size < 999_500) return `${threeDigits(us / 1000)} ms`;
  if (size < 59_995_000) return `${threeDigits(us / 1_000_000)} s`;
  const seconds = Math.round(us / 1_000_000);
  return `${Math.trunc(seconds / 60)} min ${Math.abs(seconds % 60)} s`;
}

function threeDigits(value: number): string {
  const digits = Math.abs(value) < 9.995 ? 2 : Math.abs(value) < 99.95 ? 1 : 0;
  return value.toFixed(digits);
}

/**
 * Microseconds as milliseconds with three significant digits, for columns with one unit: "0.87 ms", "12.3 ms", "1040
 * ms".
 */
export function millisecondsText(us: number): string {
  const digits = Math.abs(us) < 10_000 ? 2 : Math.abs(us) < 100_000 ? 1 : 0;
  return `${(us / 1000).toFixed(digits)} ms`;
}
