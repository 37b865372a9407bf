import type { CapacityStep } from "../report/capacity-report.ts";
import type { Sheet } from "./charts.ts";

const whenCrossed = (value: (step: CapacityStep) => number) => (step: CapacityStep) =>
  step.passed ? null : value(step);
const requestRate = ({ report }: CapacityStep) => report.rate;

/** The charts of a capacity search, by rate. Dots mark rates at which a threshold was crossed. */
export const steps: Sheet<CapacityStep> = {
  x: ({ rate }) => rate,
  label: (rate) => `${rate}/s`,
  charts: {
    latency: [
      { colour: "--first", value: ({ report }) => report.p50 },
      { colour: "--third", value: ({ report }) => report.p99 },
      { colour: "--error", value: whenCrossed(({ report }) => report.p99), dots: true },
    ],
    throughput: [
      { colour: "--first", value: requestRate },
      { colour: "--error", value: whenCrossed(requestRate), dots: true },
    ],
  },
};
