const UNIT_US: Readonly<Record<string, number>> = {
  ns: 0.001,
  us: 1,
  µs: 1,
  μs: 1,
  ms: 1e3,
  s: 1e6,
  m: 60e6,
  h: 3600e6,
  // Go has no days and weeks, but Jaeger's pages write them in a lookback.
  d: 86_400e6,
  w: 7 * 86_400e6,
};
const PART = /(\d+(?:\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h|d|w)/y;

/**
 * Microseconds of a duration in the notation of Go's time.ParseDuration ("1.2s", "300ms", "1h30m", "0"), and with the units d and
 * w; undefined for any other text, which includes negative durations and numbers without a unit.
 */
export function parseDurationUs(text: string): number | undefined {
  if (text === "0") return 0;
  let us = 0;
  PART.lastIndex = 0;
  while (PART.lastIndex < text.length) {
    const part = PART.exec(text);
    if (!part) return undefined;
    us += Number(part[1]) * UNIT_US[part[2]!]!;
  }
  return text === "" ? undefined : us;
}
