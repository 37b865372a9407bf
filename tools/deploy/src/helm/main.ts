// `npm run --silent k3s-chart -- --registry pi:5000/ > hipster-shop.yaml`: prints a HelmChart object for K3s' Helm controller.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { harmless } from "@hipstershop/text";
import { stringify } from "yaml";
import { helmChart } from "./chart.ts";

const root = join(import.meta.dirname, "../../../..");

function chartText(): string {
  const { values } = parseArgs({
    options: {
      overlay: { type: "string", default: "k3s-tiny" },
      registry: { type: "string", default: "" },
      tag: { type: "string" },
    },
  });
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
  const { overlay, tag = version } = values;
  const registry = values.registry.replace(/([^/])$/, "$1/");
  const folder = join(root, "kubernetes-manifests/overlays", overlay);
  const { stdout, stderr, status, error } = spawnSync("kubectl", ["kustomize", folder], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`kubectl kustomize ${overlay}: ${error?.message ?? stderr.trim()}`);
  return stringify(helmChart({ overlay, manifests: stdout, registry, tag, version }), { lineWidth: 0 });
}

try {
  process.stdout.write(chartText());
} catch (error) {
  process.stderr.write(`${harmless(error instanceof Error ? error.message : String(error))}\n`);
  process.exitCode = 1;
}
