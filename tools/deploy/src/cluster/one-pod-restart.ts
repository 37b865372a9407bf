import type { Check } from "./checks.ts";
import { placeOrderAtFrontend } from "./order-check.ts";
import { ONE_POD } from "./parts.ts";

const ROLLOUT_WITHIN_S = 180;

/** Restarts the one pod and places an order in its successor; reports how long that took. */
export const onePodRestart: Check = async (kubectl) => {
  const started = performance.now();
  await kubectl.run(["rollout", "restart", `deployment/${ONE_POD}`]);
  const wait = ["rollout", "status", `deployment/${ONE_POD}`, `--timeout=${ROLLOUT_WITHIN_S}s`];
  await kubectl.run(wait, { timeoutMs: (ROLLOUT_WITHIN_S + 10) * 1000 });
  const { id } = await placeOrderAtFrontend(kubectl);
  return `order ${id}, ${((performance.now() - started) / 1000).toFixed(1)} s after the restart was asked for`;
};
