import { callGraph } from "../call-graph.ts";

/** The Deployment of overlays/k3s-tiny: the whole shop. */
export const ONE_POD = "shop";

/** What of the shop is deployed, as far as it matters to the checks. */
export interface Parts {
  /** The whole shop in one pod, instead of one Deployment for each service. */
  readonly onePod: boolean;
  readonly prometheus: boolean;
  /** Traces are chosen after their end: an order may have left none. */
  readonly tailSampling: boolean;
  /** In words, what a full shop has and this one has not. */
  readonly lacking: readonly string[];
}

/** Finds out what there is from the names of the Deployments. */
export function partsOf(deployments: readonly string[]): Parts {
  const there = new Set(deployments);
  const services = callGraph().map(({ name }) => name);
  const onePod = there.has(ONE_POD) && !services.some((name) => there.has(name));
  const missing = onePod ? [] : services.filter((name) => !there.has(name));
  return {
    onePod,
    prometheus: there.has("prometheus"),
    tailSampling: there.has("otel-collector"),
    lacking: [
      ...(onePod ? ["separate services"] : missing),
      ...(there.has("prometheus") ? [] : ["Prometheus"]),
      ...(there.has("grafana") ? [] : ["Grafana"]),
      ...(there.has("loadgenerator") ? [] : ["a load generator"]),
    ],
  };
}
