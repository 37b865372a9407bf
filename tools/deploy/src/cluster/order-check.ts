import { type JaegerTrace, tracesInAnswer } from "@hipstershop/traces";
import { callGraph } from "../call-graph.ts";
import { type Check, isConnected, repeatUntilPassed } from "./checks.ts";
import type { Kubectl } from "./kubectl.ts";
import { type Order, placeOrder } from "./order.ts";
import type { Parts } from "./parts.ts";

const ORDER_WITHIN_MS = 30_000;
const TRACE_WITHIN_MS = 60_000;

/** Places an order from outside and checks that its trace is connected and has spans of all services involved. */
export function orderTraced({ tailSampling }: Pick<Parts, "tailSampling">): Check {
  return async (kubectl) => {
    const { id, traceId } = await placeOrderAtFrontend(kubectl);
    if (traceId === undefined) return `order ${id}; the shop keeps no trace of it`;
    if (tailSampling) return `order ${id}; the collector may keep its trace, or not`;
    let spans = 0;
    await repeatUntilPassed(TRACE_WITHIN_MS, async () => {
      const [trace] = tracesInAnswer(await kubectl.getFromService("jaeger", "16686", `/api/traces/${traceId}`));
      spans = trace?.spans.length ?? 0;
      return trace ? orderProblems(trace) : [`no trace ${traceId}`];
    });
    return `order ${id}, one connected trace of ${spans} spans`;
  };
}

/**
 * Places an order through the frontend's Service. Retries, since a Service may refuse connections shortly after its pod is
 * Ready.
 */
export async function placeOrderAtFrontend(kubectl: Kubectl): Promise<Order> {
  let placed: Order | undefined;
  await repeatUntilPassed(ORDER_WITHIN_MS, async () => {
    placed = await kubectl.withPortForward("frontend", 80, placeOrder);
    return [];
  });
  return placed!;
}

/** Problems of an order's trace: it is not connected, or spans of a service are missing. */
export function orderProblems(trace: JaegerTrace): readonly string[] {
  const seen = new Set(Object.values(trace.processes).map((process) => process?.serviceName));
  const checkout = callGraph().find(({ name }) => name === "checkoutservice");
  const expected = ["frontend", "checkoutservice", ...(checkout?.calls ?? [])];
  return [
    ...(isConnected(trace) ? [] : [`trace ${trace.traceID} is in pieces`]),
    ...expected.filter((name) => !seen.has(name)).map((name) => `trace ${trace.traceID} has no span of ${name}`),
  ];
}
