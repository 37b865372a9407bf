import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { has, parse, read, renderedElsewhere, type Resource, RESTRICTED_CONTAINER, templateOf } from "./support.ts";

const FOLDER = "kubernetes-manifests/components/hpa-requests";
const [adapter, rights] = ["adapter.yaml", "rights.yaml"].map((file) => parse(read(`${FOLDER}/${file}`)));
const config = parseYaml(read(`${FOLDER}/config.yaml`)) as {
  externalRules: readonly { seriesQuery: string; name: { as: string } }[];
};
const metric = config.externalRules[0]!.name.as;
const only = (objects: readonly Resource[], kind: string) => objects.find((one) => one.kind === kind)!;

interface Hpa {
  readonly metrics: readonly {
    readonly type: string;
    readonly external?: { readonly metric: { readonly name: string }; readonly target: object };
  }[];
}

describe("hpa-requests", () => {
  test("the adapter asks Prometheus for what a rule records, and the HPA controller may read it", () => {
    const series = /__name__="([\w:]+)"/.exec(config.externalRules[0]!.seriesQuery)?.[1];
    expect(read("kubernetes-manifests/base/prometheus/rules.yml")).toContain(`record: ${series}\n`);
    const { rules } = only(rights!, "ClusterRole") as unknown as { rules: object[] };
    expect(rules).toEqual([{ apiGroups: ["external.metrics.k8s.io"], resources: [metric], verbs: ["get", "list"] }]);
  });

  test("the API is the adapter's Service, on the port that its policy opens, and the adapter is restricted", () => {
    const { spec } = templateOf(only(adapter!, "Deployment"));
    const [container] = spec.containers;
    const port = container!.ports![0]!.containerPort;
    expect(container!.args).toContain(`--secure-port=${port}`);
    expect(container!.securityContext).toMatchObject(RESTRICTED_CONTAINER);
    expect(only(adapter!, "APIService").spec).toMatchObject({
      group: "external.metrics.k8s.io",
      service: { name: only(adapter!, "Service").metadata.name, namespace: "default" },
    });
    expect(only(adapter!, "NetworkPolicy").spec).toMatchObject({ ingress: [{ ports: [{ protocol: "TCP", port }] }] });
  });

  test.skipIf(!has("kubectl", "version", "--client"))(
    "the frontend's HPA looks at its CPU and at requests, the others' at their CPU (needs kubectl)",
    () => {
      const hpas = renderedElsewhere({
        resources: ["base"],
        components: ["components/hpa", "components/headless-grpc", "components/hpa-requests"],
      }).filter(({ kind }) => kind === "HorizontalPodAutoscaler");
      expect(hpas.length).toBeGreaterThan(4);
      for (const { metadata, spec } of hpas) {
        const { metrics } = spec as unknown as Hpa;
        const kinds = metadata.name === "frontend" ? ["Resource", "External"] : ["Resource"];
        expect([metadata.name, metrics.map(({ type }) => type)]).toEqual([metadata.name, kinds]);
        if (metadata.name === "frontend") expect(metrics[1]!.external!.metric.name).toBe(metric);
      }
    },
  );
});
