import { describe, expect, test } from "vitest";
import { problemsBy } from "./own-schemas.ts";
import { has, parse, read, rendered, renderedElsewhere, type Resource, templateOf } from "./support.ts";

const FOLDER = "kubernetes-manifests/overlays/flagger";
const [checkout, frontend] = parse(read(`${FOLDER}/canaries.yaml`));
const canaries = [checkout!, frontend!];
const templates = parse(read(`${FOLDER}/metric-templates.yaml`));

interface Webhook {
  readonly type: string;
  readonly url: string;
  readonly metadata: { readonly type: string; readonly cmd: string };
}
interface Canary {
  readonly targetRef: { readonly name: string };
  readonly service: { readonly port: number; readonly targetPort?: number };
  readonly analysis: {
    readonly iterations: number;
    readonly metrics: readonly { readonly templateRef: { readonly name: string } }[];
    readonly webhooks: readonly Webhook[];
  };
}
interface Template {
  readonly provider: { readonly address: string };
  readonly query: string;
}
const specOf = (one: Resource) => one.spec as unknown as Canary;
const queryOf = (one: Resource) => (one.spec as unknown as Template).query;
const webhooks = canaries.flatMap((one) => specOf(one).analysis.webhooks);

/** A Canary in whose copy the value at this path is another. */
function changed(path: readonly (string | number)[], value: unknown): readonly string[] {
  const copy = structuredClone(checkout) as never;
  let place = copy as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) place = place[key] as Record<string | number, unknown>;
  place[path.at(-1)!] = value;
  return problemsBy("flagger-canary", copy);
}

describe("Flagger's objects", () => {
  test("are valid by our schemas", () => {
    for (const one of canaries) expect(problemsBy("flagger-canary", one)).toEqual([]);
    for (const one of templates) expect(problemsBy("flagger-metric-template", one)).toEqual([]);
  });

  test("every metric has its template, and every template is used", () => {
    const used = canaries.flatMap((one) => specOf(one).analysis.metrics.map(({ templateRef }) => templateRef.name));
    expect(used.toSorted()).toEqual(templates.map(({ metadata }) => metadata.name).toSorted());
  });

  test("templates ask for metrics that base's rules ask for, of the canary only", () => {
    const rules = read("kubernetes-manifests/base/prometheus/rules.yml");
    for (const one of templates) {
      const selectors = [...queryOf(one).matchAll(/(\w+_(?:count|bucket))\{([^}]*\}\}[^}]*)\}/g)];
      expect(selectors.length, one.metadata.name).toBeGreaterThan(0);
      for (const [, metric, labels] of selectors) {
        expect(rules).toContain(metric);
        expect(labels).toContain('job="{{ target }}-canary"');
      }
      expect(
        queryOf(one)
          .match(/\[[^\]]*\]/g)!
          .every((range) => range === "[{{ interval }}]"),
      ).toBe(true);
    }
  });

  test("a call fails by the same codes as in base's rules", () => {
    const [codes] = /rpc_response_status_code=~"[^"]*"/.exec(read("kubernetes-manifests/base/prometheus/rules.yml"))!;
    expect(queryOf(templates[0]!)).toContain(codes);
  });

  test("URLs name one namespace, that of the shop", () => {
    const urls = [
      ...webhooks.map(({ url }) => url),
      ...templates.map((one) => (one.spec as unknown as Template).provider.address),
    ];
    expect(new Set(urls)).toEqual(new Set(["http://flagger-loadtester.default/", "http://prometheus.default:9090"]));
  });

  test("the load is the canary's, and its orders have the contract's fields", () => {
    for (const one of canaries) {
      const { targetRef, service, analysis } = specOf(one);
      for (const { metadata } of analysis.webhooks) expect(metadata.cmd).toContain(`${targetRef.name}-canary`);
      expect(analysis.webhooks.map(({ type }) => type)).toEqual(["pre-rollout", "rollout"]);
      if (service.targetPort === undefined) {
        expect(analysis.webhooks[1]!.metadata.cmd).toContain(`${targetRef.name}-canary:${service.port}`);
      }
    }
    const contract = read("protos/demo.proto");
    const bodies = [...webhooks[1]!.metadata.cmd.matchAll(/-d '([^']*)'/g)].map(([, text]) => text!);
    expect(bodies.map((text) => Object.keys(JSON.parse(text) as object))).toEqual([
      ["user_id", "item"],
      ["user_id", "user_currency", "email", "address", "credit_card"],
    ]);
    for (const [, field] of bodies.join().matchAll(/"(\w+)":/g))
      expect(contract).toMatch(new RegExp(` ${field} = \\d`));
    for (const [, rpc] of webhooks[1]!.metadata.cmd.matchAll(/--call hipstershop\.\w+\.(\w+)/g)) {
      expect(contract).toContain(`rpc ${rpc}(`);
    }
  });
});

describe("our schema of a Canary refuses", () => {
  test.each<[what: string, path: readonly (string | number)[], value: unknown]>([
    ["a typing error", ["spec", "analysis", "intervall"], "1m"],
    ["a typing error in a metric", ["spec", "analysis", "metrics", 0, "treshold"], 1],
    ["a duration without a unit", ["spec", "analysis", "interval"], "30"],
    ["a webhook of a kind that Flagger does not know", ["spec", "analysis", "webhooks", 0, "type"], "rollouts"],
    ["a number in a webhook's metadata", ["spec", "analysis", "webhooks", 0, "metadata", "count"], 1],
    ["weights without a router", ["spec", "analysis", "stepWeight"], 10],
    ["a router without a gateway", ["spec", "provider"], "gatewayapi:v1"],
    ["a target that is not a Deployment", ["spec", "targetRef", "kind"], "Pod"],
  ])("%s", (_, path, value) => {
    expect(changed(path, value)).not.toEqual([]);
  });
});

describe.skipIf(!has("kubectl", "version", "--client"))("overlays/flagger (needs kubectl)", () => {
  const objects = rendered("overlays/flagger");
  const named = (kind: string, name: string) =>
    objects.find((one) => one.kind === kind && one.metadata.name === name)?.spec as unknown;

  test.each(["checkoutservice", "frontend"])(
    "Flagger selects the pods of %s by a label of its own, and makes its Service",
    (name) => {
      const deployment = objects.find((one) => one.kind === "Deployment" && one.metadata.name === name)!;
      expect(deployment.spec).toMatchObject({ selector: { matchLabels: { "app.kubernetes.io/name": name } } });
      expect(templateOf(deployment).metadata.labels).toMatchObject({ app: name, "app.kubernetes.io/name": name });
      expect(
        Object.keys((deployment.spec as unknown as { selector: { matchLabels: object } }).selector.matchLabels),
      ).toHaveLength(1);
      expect(named("Service", name)).toBeUndefined();
      expect(named("NetworkPolicy", name)).toMatchObject({ podSelector: { matchLabels: { app: name } } });
      expect(named("Service", `${name}-canary-metrics`)).toMatchObject({
        clusterIP: "None",
        selector: { "app.kubernetes.io/name": name },
      });
      expect(read(`${FOLDER}/prometheus.yml`)).toContain(`- ${name}-canary-metrics\n`);
    },
  );

  test("visitors come to the version that was promoted", () => {
    expect(named("Service", "frontend-external")).toMatchObject({
      selector: { "app.kubernetes.io/name": "frontend-primary" },
    });
  });

  test("the load test finds services by reflection, and policies let it reach them", () => {
    const reflecting = objects.filter(({ kind, data }) => kind === "ConfigMap" && data?.["GRPC_REFLECTION"] === "on");
    expect(reflecting).toHaveLength(1);
    expect(named("NetworkPolicy", "flagger-load")).toMatchObject({
      podSelector: { matchExpressions: [{ key: "app", values: ["cartservice", "checkoutservice"] }] },
      ingress: [{ from: [{ podSelector: { matchLabels: { app: "flagger-loadtester" } } }] }],
    });
  });

  test("with a Gateway the frontend's visitors are shared by weight, along Flagger's own route", () => {
    const found = renderedElsewhere({ resources: ["overlays/flagger"], components: ["components/flagger-gateway"] });
    const canary = found.find(({ kind, metadata }) => kind === "Canary" && metadata.name === "frontend")!;
    expect(problemsBy("flagger-canary", canary)).toEqual([]);
    expect(canary.spec).toMatchObject({
      provider: "gatewayapi:v1",
      service: { gatewayRefs: [{ name: found.find(({ kind }) => kind === "Gateway")!.metadata.name }] },
      analysis: { stepWeight: 10, maxWeight: 50 },
    });
    expect(found.filter(({ kind, metadata }) => kind === "HTTPRoute" || metadata.name === "frontend-external")).toEqual(
      [],
    );
  });
});
