import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { hipstershop } from "./dashboards/hipstershop.ts";
import { overview } from "./dashboards/overview.ts";
import { service } from "./dashboards/service.ts";
import { networkPolicies } from "./network-policies.ts";
import { skaffoldYaml } from "./skaffold.ts";
import { tinyServices } from "./tiny-services.ts";

export { callGraph, type Node } from "./call-graph.ts";

const root = join(import.meta.dirname, "../../..");

/** The manifests that follow from something else: path as seen from kubernetes-manifests/base, and text. */
export function derivedFiles(): ReadonlyMap<string, string> {
  const policies = documents(networkPolicies());
  return new Map([
    [
      "network-policies.yaml",
      `# Written by tools/deploy from the call graph (tools/shop/src/topology.ts).\n${policies}`,
    ],
    [
      "../overlays/k3s-tiny/services.yaml",
      `# Written by tools/deploy: base's names and ports, and the runner's ports (tools/shop/src/ports.ts).\n${documents(tinyServices())}`,
    ],
    ["../../skaffold.yaml", skaffoldYaml()],
    ["flags.json", readFileSync(join(root, "services/flagservice/flags.json"), "utf8")],
    ["grafana/dashboards/hipstershop.json", json(hipstershop().build())],
    ["grafana/dashboards/overview.json", json(overview().build())],
    ["grafana/dashboards/service.json", json(service().build())],
  ]);
}

function documents(objects: readonly object[]): string {
  return objects.map((one) => stringify(one, { aliasDuplicateObjects: false })).join("---\n");
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
