import type { Moment } from "../timeline.ts";
import type { Sheet } from "./charts.ts";

/** The charts of a run. */
export const moments: Sheet<Moment> = {
  x: ({ second }) => second,
  label: clock,
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
function clock(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  const two = (n: number) => String(Math.floor(n)).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), (seconds / 60) % 60];
  return `${hours > 0 ? `${hours}:${two(minutes)}` : Math.floor(minutes)}:${two(seconds % 60)}`;
}
