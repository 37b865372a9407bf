import { callFaults } from "./calls.ts";
import { dataFaults } from "./data.ts";
import { errorFaults } from "./errors.ts";
import { latencyFaults } from "./latency.ts";
import { loadFaults } from "./load.ts";
import { orderFaults } from "./orders.ts";
import { propagationFaults } from "./propagation.ts";
import { telemetryFaults } from "./telemetry.ts";
import type { Fault, Variant } from "./types.ts";

export type { Effect, HeaderFormat, Often, Only } from "./effects.ts";
export { lessons } from "./lessons.ts";
export type { Act, Fault, Lesson, Place, TryAt, Variant } from "./types.ts";

/** All faults, grouped by lesson. */
export const faults: readonly Fault[] = [
  ...latencyFaults,
  ...errorFaults,
  ...callFaults,
  ...loadFaults,
  ...orderFaults,
  ...dataFaults,
  ...propagationFaults,
  ...telemetryFaults,
];

const byName = new Map(faults.map((fault) => [fault.name, fault]));

export function faultNamed(name: string): Fault | undefined {
  return byName.get(name);
}

export function variantNamed(fault: Fault, name: string): Variant | undefined {
  return fault.variants.find((variant) => variant.name === name);
}

/** Where a fault acts first: its service and rpc, as lists show them. "*" stands for all. */
export function mainPlace({ variants }: Fault): { readonly service: string; readonly rpc: string } {
  const [, { acts }] = variants;
  const [{ service, rpc } = { service: "*", rpc: "*" }] = acts;
  return { service, rpc };
}
