import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isSeq, parseDocument } from "yaml";
import { networkPolicy, pods, selectorOf, SPANS, tcp } from "./network-policies.ts";

/** Ports of the sample app, as in the post: the app, its metrics. */
const SAMPLEAPP = { http: 8080, metrics: 8000 } as const;
const CANARYD = 8090;
/** As in the post; each has a headless Service in components/sampleapp. */
const VERSIONS = ["prod", "baseline", "canary"] as const;
const components = join(import.meta.dirname, "../../../kubernetes-manifests/components");

/** The policies of components/sampleapp. */
export function sampleappPolicies(): readonly object[] {
  return [
    networkPolicy("sampleapp", selectorOf("sampleapp"), {
      // Both ports are node ports: requests come from anywhere.
      ingress: [{ ports: tcp(SAMPLEAPP.http, SAMPLEAPP.metrics) }],
      egress: [{ to: pods("jaeger"), ports: tcp(...SPANS) }],
    }),
    networkPolicy("injector", selectorOf("injector"), {
      ingress: [],
      egress: [
        { to: pods("sampleapp"), ports: tcp(SAMPLEAPP.http) },
        { to: pods("jaeger"), ports: tcp(...SPANS) },
      ],
    }),
    networkPolicy("prometheus-sampleapp", selectorOf("prometheus"), {
      egress: [{ to: pods("sampleapp"), ports: tcp(SAMPLEAPP.metrics) }],
    }),
  ];
}

/** The policies of components/canaryd. */
export function canarydPolicies(): readonly object[] {
  return [
    networkPolicy("canaryd", selectorOf("canaryd"), {
      // Argo Rollouts and Spinnaker run in namespaces of their own. Nobody from outside the cluster.
      ingress: [{ from: [{ namespaceSelector: {} }], ports: tcp(CANARYD) }],
      egress: [{ to: pods("prometheus"), ports: tcp(9090) }],
    }),
  ];
}

/**
 * Prometheus' settings of components/headless-grpc, and a job for the sample app, whose series get the labels app and version
 * that the pods have: in the post Prometheus asks the API server for them, here DNS has a name for each version.
 */
export function scrapeConfigWithSampleapp(): string {
  const document = parseDocument(readFileSync(join(components, "headless-grpc/prometheus.yml"), "utf8"));
  const jobs = document.get("scrape_configs");
  if (!isSeq(jobs)) throw new Error("headless-grpc/prometheus.yml has no scrape_configs");
  jobs.add(document.createNode(sampleappJob));
  return document.toString({ lineWidth: 0 });
}

const NAME = "(sampleapp)-(.+)";

const sampleappJob = {
  job_name: "sampleapp",
  sample_limit: 20_000,
  // The post's canary ends after three minutes: at 15 s it would have 12 values.
  scrape_interval: "5s",
  dns_sd_configs: [
    {
      type: "A",
      port: SAMPLEAPP.metrics,
      refresh_interval: "5s",
      names: VERSIONS.map((version) => `sampleapp-${version}`),
    },
  ],
  relabel_configs: [
    { source_labels: ["__meta_dns_name"], regex: NAME, replacement: "$1", target_label: "app" },
    { source_labels: ["__meta_dns_name"], regex: NAME, replacement: "$2", target_label: "version" },
  ],
};
