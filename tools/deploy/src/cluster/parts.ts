import { callGraph } from "../call-graph.ts";

/** Name of the Deployment of overlays/k3s-tiny, which is the whole shop. */
export const ONE_POD = "shop";

/** Which parts of the shop are deployed, as far as the checks depend on it. */
export interface Parts {
  /** The whole shop in one pod, instead of one Deployment for each service. */
  readonly onePod: boolean;
  readonly prometheus: boolean;
  /** Traces are sampled after their end, so the trace of an order may be dropped. */
  readonly tailSampling: boolean;
  /** Parts of a full shop that are not deployed, in words. */
  readonly lacking: readonly string[];
}

/** Determines the parts from the names of the Deployments. */
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
