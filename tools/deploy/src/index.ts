import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { canarydPolicies, sampleappPolicies, scrapeConfigWithSampleapp } from "./canary-parts.ts";
import { hipstershopDashboard } from "./dashboards/hipstershop.ts";
import { overviewDashboard } from "./dashboards/overview.ts";
import { serviceDashboard } from "./dashboards/service.ts";
import { KNATIVE, knativeServices, METRICS, replacedByKnative } from "./knative.ts";
import { networkPolicies } from "./network-policies.ts";
import { type HeadlessTargets, prometheusWith } from "./prometheus.ts";
import { skaffoldYaml } from "./skaffold.ts";
import { canaryPipeline, deployPipeline } from "./spinnaker.ts";
import { tinyServices } from "./tiny-services.ts";

const WRITTEN = "# Written by tools/deploy (src/canary-parts.ts).";
const root = join(import.meta.dirname, "../../..");

/** The generated manifests: path relative to kubernetes-manifests/base, and text. */
export function derivedFiles(): ReadonlyMap<string, string> {
  const policies = yamlDocuments(networkPolicies());
  return new Map([
    [
      "network-policies.yaml",
      `# Written by tools/deploy from the call graph (tools/shop/src/topology.ts).\n${policies}`,
    ],
    [
      "../overlays/k3s-tiny/services.yaml",
      `# Written by tools/deploy: base's names and ports, and the runner's ports (tools/shop/src/ports.ts).\n${yamlDocuments(tinyServices())}`,
    ],
    ["../components/sampleapp/network-policies.yaml", `${WRITTEN}\n${yamlDocuments(sampleappPolicies())}`],
    ["../components/sampleapp/prometheus.yml", `${WRITTEN}\n${scrapeConfigWithSampleapp()}`],
    ["../components/canaryd/network-policies.yaml", `${WRITTEN}\n${yamlDocuments(canarydPolicies())}`],
    ...canaryConfigs(),
    ...Object.entries(KNATIVE).flatMap(([overlay, names]) => knativeFiles(overlay, names)),
    prometheusFile("flagger", { jobs: ["checkoutservice-canary", "frontend-canary"], port: 9090 }),
    ["../../skaffold.yaml", skaffoldYaml()],
    ["../spinnaker/simple-deploy.json", jsonText(deployPipeline())],
    ["../spinnaker/canary-deploy.json", jsonText(canaryPipeline())],
    ["flags.json", readFileSync(join(root, "services/flagservice/flags.json"), "utf8")],
    ["grafana/dashboards/hipstershop.json", jsonText(hipstershopDashboard().build())],
    ["grafana/dashboards/overview.json", jsonText(overviewDashboard().build())],
    ["grafana/dashboards/service.json", jsonText(serviceDashboard().build())],
  ]);
}

/** The sample app's configurations of `npm run canary`, for canaryd in a cluster. */
function canaryConfigs(): readonly (readonly [file: string, text: string])[] {
  const folder = join(root, "tools/canary-pipeline/configs");
  const files = readdirSync(folder).filter((file) => file.startsWith("kayenta-test"));
  return files.map((file) => [`../components/canaryd/${file}`, readFileSync(join(folder, file), "utf8")]);
}

function knativeFiles(overlay: string, names: readonly string[]): [file: string, text: string][] {
  const services = yamlDocuments(knativeServices(names));
  const replaced = yamlDocuments(replacedByKnative(names));
  return [
    [`../overlays/${overlay}/replaced.yaml`, `# Written by tools/deploy: what services.yaml replaces.\n${replaced}`],
    [`../overlays/${overlay}/services.yaml`, `# Written by tools/deploy from base's Deployments.\n${services}`],
    prometheusFile(overlay, { jobs: names, port: METRICS }),
  ];
}

function prometheusFile(overlay: string, targets: HeadlessTargets): [file: string, text: string] {
  return [
    `../overlays/${overlay}/prometheus.yml`,
    `# Written by tools/deploy from base's.\n${prometheusWith(targets)}`,
  ];
}

function yamlDocuments(objects: readonly object[]): string {
  return objects.map((one) => stringify(one, { aliasDuplicateObjects: false })).join("---\n");
}

function jsonText(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
