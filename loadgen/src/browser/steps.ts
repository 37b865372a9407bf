import type { CapacityStep } from "../report/capacity-report.ts";
import type { Sheet } from "./charts.ts";

const crossed = (value: (step: CapacityStep) => number) => (step: CapacityStep) => (step.passed ? null : value(step));
const done = ({ report }: CapacityStep) => report.rate;

/** The charts of a search for the capacity: by the rate that was tried, dots where a threshold was crossed. */
export const steps: Sheet<CapacityStep> = {
  x: ({ rate }) => rate,
  label: (rate) => `${rate}/s`,
  charts: {
    latency: [
      { colour: "--first", value: ({ report }) => report.p50 },
      { colour: "--third", value: ({ report }) => report.p99 },
      { colour: "--error", value: crossed(({ report }) => report.p99), dots: true },
    ],
    throughput: [
      { colour: "--first", value: done },
      { colour: "--error", value: crossed(done), dots: true },
    ],
  },
};
