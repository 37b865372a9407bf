import type { Moment } from "../figures/timeline.ts";
import type { Sheet } from "./charts.ts";

const [MINUTE, HOUR] = [60, 3600];
/** Distances of labels in seconds: parts of a minute, parts of an hour, then hours in powers of two. */
const STEPS = [
  [1, 2, 5, 10, 15, 30],
  [1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE),
  Array.from({ length: 10 }, (_, power) => 2 ** power * HOUR),
].flat();

/** The charts of a run. */
export const moments: Sheet<Moment> = {
  x: ({ second }) => second,
  label: clockText,
  steps: STEPS,
  charts: {
    throughput: [
      {
        colour: "--first",
        value: ({ requestsPerSecond }) => requestsPerSecond,
        band: [({ fewestPerSecond }) => fewestPerSecond, ({ mostPerSecond }) => mostPerSecond],
      },
    ],
    latency: [
      { colour: "--first", value: ({ p50 }) => p50 },
      { colour: "--second", value: ({ p95 }) => p95 },
      { colour: "--third", value: ({ p99 }) => p99 },
    ],
    longest: [{ colour: "--third", value: ({ max }) => max }],
    errors: [{ colour: "--error", value: ({ errorsPerSecond }) => errorsPerSecond }],
    users: [{ colour: "--first", value: ({ users }) => users }],
  },
};

/** "45 s", "12:30", "1:02:30". */
function clockText(seconds: number): string {
  if (seconds < MINUTE) return `${seconds} s`;
  const two = (n: number) => String(Math.floor(n)).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / HOUR), (seconds / MINUTE) % 60];
  return `${hours > 0 ? `${hours}:${two(minutes)}` : Math.floor(minutes)}:${two(seconds % MINUTE)}`;
}
