import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { hipstershop } from "./dashboards/hipstershop.ts";
import { overview } from "./dashboards/overview.ts";
import { service } from "./dashboards/service.ts";
import { networkPolicies } from "./network-policies.ts";

export { callGraph, type Node } from "./call-graph.ts";

const root = join(import.meta.dirname, "../../..");

/** The files of kubernetes-manifests/base that follow from something else: path below base, and text. */
export function derivedFiles(): ReadonlyMap<string, string> {
  const policies = networkPolicies().map((one) => stringify(one, { aliasDuplicateObjects: false }));
  return new Map([
    [
      "network-policies.yaml",
      `# Written by tools/deploy from the call graph (tools/shop/src/topology.ts).\n${policies.join("---\n")}`,
    ],
    ["flags.json", readFileSync(join(root, "services/flagservice/flags.json"), "utf8")],
    ["grafana/dashboards/hipstershop.json", json(hipstershop().build())],
    ["grafana/dashboards/overview.json", json(overview().build())],
    ["grafana/dashboards/service.json", json(service().build())],
  ]);
}

function json(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
