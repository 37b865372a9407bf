import { type Check, noRestarts, podsReady, targetsUp, tracesComplete } from "./checks.ts";
import { orderTraced } from "./order-check.ts";
import { onePodRestart } from "./one-pod-restart.ts";
import type { Parts } from "./parts.ts";
import { policiesHold } from "./policies.ts";
import { rollingRestart } from "./rolling-restart.ts";

/** One line of the result: a check, or why it is left out. */
export interface Step {
  readonly what: string;
  readonly check: Check | { readonly without: string };
}

/** What the command line says. */
export interface Wishes {
  readonly waitMs: number;
  readonly image: string;
  readonly services: string;
  readonly restart: boolean;
}

/** Which checks fit what is deployed, in their order; pods come first, and tell of an empty namespace. */
export function planFor(parts: Parts, wishes: Wishes, say: (text: string) => void): readonly Step[] {
  return [
    { what: "pods are Ready", check: podsReady(wishes.waitMs) },
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
    ...(wishes.restart ? restarts(parts, wishes, say) : []),
  ];
}

function restarts({ onePod }: Parts, { image, services }: Wishes, say: (text: string) => void): readonly Step[] {
  const what = "a rolling restart fails nobody";
  const first: readonly Step[] = onePod
    ? [
        { what, check: { without: "the shop is one pod, and closed while that is replaced" } },
        { what: "the pod is replaced", check: onePodRestart },
      ]
    : [{ what, check: rollingRestart(image, services, say) }];
  return [...first, { what: "nothing was restarted since", check: noRestarts }];
}
