import { stringify } from "yaml";
import { tgzArchive } from "./archive.ts";

/** The shop's own images. skaffold requires that they have neither registry nor path in the manifests. */
const OWN_IMAGE = /^(\s*(?:- )?image: )([a-z]+):([\w.-]+)$/gm;

/** What a chart is made from. */
export interface ChartOptions {
  /** Folder below kubernetes-manifests/overlays. */
  readonly overlay: string;
  /** The output of kubectl kustomize for it. */
  readonly manifests: string;
  /** Registry of the shop's own images, such as "pi:5000/"; the chart's value `registry`. */
  readonly registry: string;
  /** Tag of the shop's own images; the chart's value `tag`. */
  readonly tag: string;
  readonly version: string;
}

/** The files of a Helm chart with an overlay's manifests, with registry and tag as values. */
export function chartFiles({ overlay, manifests, tag, version }: Omit<ChartOptions, "registry">): Map<string, string> {
  const template = manifests
    .replaceAll("{{", '{{ "{{" }}')
    .replace(OWN_IMAGE, "$1{{ .Values.registry }}$2:{{ .Values.tag }}");
  const about = {
    apiVersion: "v2",
    name: "hipster-shop",
    description: `Hipster Shop in TypeScript, overlay ${overlay}`,
    type: "application",
    version,
    appVersion: version,
  };
  return new Map([
    ["hipster-shop/Chart.yaml", stringify(about)],
    ["hipster-shop/values.yaml", stringify({ registry: "", tag })],
    ["hipster-shop/templates/shop.yaml", template],
  ]);
}

/** The HelmChart object for K3s' Helm controller. It contains the chart, so that no chart repository is needed. */
export function helmChart(options: ChartOptions): object {
  return {
    apiVersion: "helm.cattle.io/v1",
    kind: "HelmChart",
    metadata: { name: "hipster-shop", namespace: "kube-system" },
    spec: {
      targetNamespace: "hipster-shop",
      createNamespace: true,
      valuesContent: stringify({ registry: options.registry, tag: options.tag }),
      chartContent: tgzArchive(chartFiles(options)).toString("base64"),
    },
  };
}
