import { type Check, noRestarts, podsReady, targetsUp, tracesComplete } from "./checks.ts";
import { orderTraced } from "./order-check.ts";
import { onePodRestart } from "./one-pod-restart.ts";
import type { Parts } from "./parts.ts";
import { policiesHold } from "./policies.ts";
import { rollingRestart } from "./rolling-restart.ts";

/** A check, or why it is skipped. */
export interface Step {
  readonly what: string;
  readonly check: Check | { readonly without: string };
}

/** Options of the command line. */
export interface SmokeOptions {
  readonly waitMs: number;
  readonly image: string;
  readonly services: string;
  readonly restart: boolean;
}

/** The checks for the deployed parts, in order. The pods come first, which fails in an empty namespace. */
export function planFor(parts: Parts, options: SmokeOptions, printLine: (text: string) => void): readonly Step[] {
  return [
    { what: "pods are Ready", check: podsReady(options.waitMs) },
    { what: "nothing was restarted", check: noRestarts },
    { what: "an order goes through", check: orderTraced(parts) },
    {
      what: "Prometheus sees everything",
      check: parts.prometheus ? targetsUp : { without: "there is no Prometheus here" },
    },
    { what: "traces are whole", check: tracesComplete },
    {
      what: "network policies",
      check: parts.onePod ? { without: "the services are in one pod" } : policiesHold,
    },
    ...(options.restart ? restartSteps(parts, options, printLine) : []),
  ];
}

function restartSteps(
  { onePod }: Parts,
  { image, services }: SmokeOptions,
  printLine: (text: string) => void,
): readonly Step[] {
  const what = "a rolling restart fails nobody";
  const first: readonly Step[] = onePod
    ? [
        { what, check: { without: "the shop is one pod, and closed while that is replaced" } },
        { what: "the pod is replaced", check: onePodRestart },
      ]
    : [{ what, check: rollingRestart(image, services, printLine) }];
  return [...first, { what: "nothing was restarted since", check: noRestarts }];
}
