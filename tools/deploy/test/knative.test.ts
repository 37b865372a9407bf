import { services } from "@hipstershop/shop/topology";
import { Env, readFaultConfig, readTelemetryConfig } from "@hipstershop/runtime";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { KNATIVE } from "../src/knative.ts";
import { problemsBy } from "./own-schemas.ts";
import {
  type Container,
  has,
  parse,
  read,
  rendered,
  renderedElsewhere,
  type Resource,
  RESTRICTED_CONTAINER,
  templateOf,
} from "./support.ts";

const overlays = Object.entries(KNATIVE);
const isKnative = ({ apiVersion }: Resource) => apiVersion.startsWith("serving.knative.dev/");
const written = (overlay: string) => parse(read(`kubernetes-manifests/overlays/${overlay}/services.yaml`));
const knativeIn = (overlay: string) => written(overlay).filter(isKnative);
const containerOf = (one: Resource): Container => templateOf(one).spec.containers[0]!;
const named = (resources: readonly Resource[], name: string) => resources.find((one) => one.metadata.name === name)!;
const all = knativeIn("knative-all");

/** A Knative service with one thing changed in a copy of it. */
function changed(change: (copy: { metadata: object; spec: { template: { spec: Record<string, unknown> } } }) => void) {
  const copy = structuredClone(all[0]) as never;
  change(copy);
  return problemsBy("knative-service", copy);
}

describe.each(overlays)("the Knative services of overlay %s", (overlay, names) => {
  const found = knativeIn(overlay);

  test("are valid for a Knative whose feature flags nobody changed", () => {
    expect(found.map(({ metadata }) => metadata.name)).toEqual(names);
    for (const one of found) expect(problemsBy("knative-service", one), one.metadata.name).toEqual([]);
  });

  test("keep to the restricted profile as far as Knative lets them: in the container", () => {
    const pod = { runAsNonRoot: true, runAsUser: 65_532, seccompProfile: { type: "RuntimeDefault" } };
    for (const one of found)
      expect(containerOf(one).securityContext).toMatchObject({ ...RESTRICTED_CONTAINER, ...pod });
  });

  test("leave 9090 to Knative's own container, and are asked for metrics by a name that leads to each pod", () => {
    const prometheus = read(`kubernetes-manifests/overlays/${overlay}/prometheus.yml`);
    for (const name of names) {
      const port = containerOf(named(found, name)).env!.find((variable) => variable.name === "METRICS_PORT")!.value;
      expect(port).toBe("9464");
      expect(prometheus).toContain(`- ${name}-metrics\n`);
      expect(prometheus).not.toContain(`- ${name}\n`);
      expect(named(written(overlay), `${name}-metrics`).spec).toEqual({
        clusterIP: "None",
        selector: { app: name },
        ports: [{ name: "metrics", port: 9464, targetPort: 9464 }],
      });
    }
  });

  test("are told what their config understands", () => {
    for (const one of found) {
      const env = new Env({});
      services.find(({ name }) => name === one.metadata.name)!.start(env);
      readTelemetryConfig(env, one.metadata.name);
      readFaultConfig(env);
      const asked = new Set([...env.asked.map(({ name }) => name), "NODE_OPTIONS", "SHOP_NAMESPACE"]);
      expect(containerOf(one).env!.filter(({ name }) => !asked.has(name))).toEqual([]);
    }
  });
});

describe("all services in Knative", () => {
  test("speak HTTP/2 without TLS, and are not reachable from outside, except for the frontend", () => {
    for (const one of all) {
      const { name, labels } = one.metadata;
      const outside = name === "frontend";
      expect(containerOf(one).ports![0]!.name, name).toBe(outside ? "http1" : "h2c");
      expect(labels!["networking.knative.dev/visibility"], name).toBe(outside ? undefined : "cluster-local");
    }
  });

  test("are called by the whole name, on port 80; the flag service and Redis as before", () => {
    const addresses = all.flatMap((one) => containerOf(one).env!).filter(({ name }) => name.endsWith("_ADDR"));
    const expected: Readonly<Record<string, string>> = {
      FLAG_SERVICE_ADDR: "flagservice:8013",
      REDIS_ADDR: "redis-cart:6379",
    };
    const bases = new Map(services.map(({ name, addressVariable }) => [addressVariable, name]));
    expect(addresses.length).toBeGreaterThan(20);
    for (const { name, value } of addresses) {
      expect(value).toBe(expected[name] ?? `${bases.get(name)}.$(SHOP_NAMESPACE).svc.cluster.local:80`);
    }
    // Kubernetes expands a variable in those that come after it.
    for (const one of all) {
      const env = containerOf(one).env!;
      const user = env.findIndex(({ value }) => value?.includes("$(SHOP_NAMESPACE)"));
      if (user !== -1) expect(env.slice(0, user).map(({ name }) => name)).toContain("SHOP_NAMESPACE");
    }
  });

  test("a page waits for one cold start, and an order's deadline leaves time for three", () => {
    const waiting = all.filter((one) => {
      const { annotations } = templateOf(one).metadata as unknown as { annotations: Record<string, string> };
      return annotations["autoscaling.knative.dev/min-scale"] === "1";
    });
    expect(waiting.map(({ metadata }) => metadata.name)).toEqual([
      "cartservice",
      "currencyservice",
      "productcatalogservice",
    ]);
    const given = (name: string, key: string) =>
      Number(containerOf(named(all, name)).env!.find((variable) => variable.name === key)!.value);
    const page = given("frontend", "PAGE_DEADLINE_MS");
    expect(given("checkoutservice", "RPC_DEADLINE_MS")).toBe(page);
    expect(given("frontend", "CHECKOUT_DEADLINE_MS")).toBe(3 * page);
    for (const { spec } of all)
      expect(spec).toMatchObject({ template: { spec: { timeoutSeconds: 2 * 3 * (page / 1000) } } });
  });

  test("no probe asks a port that Knative does not know", () => {
    expect(containerOf(named(all, "cartservice")).livenessProbe).toEqual({
      periodSeconds: 10,
      timeoutSeconds: 5,
      tcpSocket: {},
    });
  });
});

test("the Knative services in the document are valid, and their percentages are 100 together", () => {
  const blocks = [...read("docs/knative.md").matchAll(/^```yaml\n(.*?)^```$/gms)].flatMap(([, text]) => parse(text!));
  const found = blocks.filter(({ apiVersion }) => apiVersion === "serving.knative.dev/v1");
  expect(found.map(({ metadata }) => metadata.name)).toEqual(["helloworld-go", "frontend"]);
  for (const one of found) expect(problemsBy("knative-service", one)).toEqual([]);
  const { traffic } = found[1]!.spec as unknown as { traffic: { percent: number }[] };
  expect(traffic.reduce((sum, { percent }) => sum + percent, 0)).toBe(100);
});

describe("our schema of a Knative service refuses", () => {
  test.each<[what: string, path: string, value: unknown]>([
    ["a typing error", "timeoutSecond", 5],
    ["a flag that is off: securityContext of the pod", "securityContext", { runAsNonRoot: true }],
    ["a flag that is off: init containers", "initContainers", []],
    ["a flag that is off: topology spread", "topologySpreadConstraints", []],
    ["what Knative decides itself", "terminationGracePeriodSeconds", 20],
    ["two containers", "containers", [containerOf(all[0]!), containerOf(all[0]!)]],
  ])("%s", (_, key, value) => {
    expect(changed(({ spec }) => (spec.template.spec[key] = value)).join()).toContain(
      key === "containers" ? "/containers" : key,
    );
  });

  test.each<[what: string, change: object]>([
    ["a reserved port", { ports: [{ name: "h2c", containerPort: 8013 }] }],
    ["a second port", { ports: [{ containerPort: 1 }, { containerPort: 2 }] }],
    ["gRPC by another name", { ports: [{ name: "grpc", containerPort: 7070 }] }],
    ["PORT, which Knative sets", { env: [{ name: "PORT", value: "1" }] }],
    ["fieldRef", { env: [{ name: "A", valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } } }] }],
    ["lifecycle", { lifecycle: {} }],
  ])("%s", (_, change) => {
    expect(
      changed(({ spec }) => Object.assign((spec.template.spec["containers"] as object[])[0]!, change)),
    ).not.toEqual([]);
  });

  test("a misspelt annotation of the autoscaler", () => {
    const copy = structuredClone(all[0]) as unknown as { spec: { template: { metadata: { annotations: object } } } };
    Object.assign(copy.spec.template.metadata.annotations, { "autoscaling.knative.dev/minScale": "1" });
    expect(problemsBy("knative-service", copy).join()).toContain("annotations");
  });
});

describe.skipIf(!has("kubectl", "version", "--client"))("the Knative overlays (needs kubectl)", () => {
  test.each(overlays)("%s has each service once, and lets the others keep their policies", (overlay, names) => {
    const objects = rendered(`overlays/${overlay}`);
    const of = (kind: string) => objects.filter((one) => one.kind === kind && !isKnative(one));
    for (const kind of ["Deployment", "Service", "PodDisruptionBudget", "NetworkPolicy"]) {
      expect(
        of(kind).filter(({ metadata }) => (names as readonly string[]).includes(metadata.name)),
        kind,
      ).toEqual([]);
    }
    for (const name of names) expect(of("ServiceAccount").map(({ metadata }) => metadata.name)).toContain(name);
    // Without this policy the others could not resolve names; with it in their way Knative could not reach its pods.
    expect(named(of("NetworkPolicy"), "default-deny").spec).toMatchObject({
      podSelector: { matchExpressions: [{ key: "app", operator: "NotIn", values: [...names].sort() }] },
    });
    expect(named(of("NetworkPolicy"), "prometheus").spec).toMatchObject({
      egress: [{ ports: [{ port: 9090 }, { port: 9464 }] }],
    });
    const { data } = objects.find(({ kind, data }) => kind === "ConfigMap" && data?.["prometheus.yml"])!;
    expect(parseYaml(data!["prometheus.yml"]!)).toEqual(
      parseYaml(read(`kubernetes-manifests/overlays/${overlay}/prometheus.yml`)),
    );
  });

  test("knative-all moves to another namespace by two lines of a kustomization", () => {
    const objects = renderedElsewhere({
      namespace: "shop",
      resources: ["overlays/knative-all"],
      configMapGenerator: [{ name: "shop-namespace", behavior: "merge", literals: ["SHOP_NAMESPACE=shop"] }],
    });
    const { metadata } = objects.find(({ data }) => data?.["SHOP_NAMESPACE"] === "shop")!;
    const checkout = objects.filter(isKnative).find((one) => one.metadata.name === "checkoutservice")!;
    expect(checkout.metadata).toMatchObject({ namespace: "shop" });
    expect(containerOf(checkout).env).toContainEqual({
      name: "SHOP_NAMESPACE",
      valueFrom: { configMapKeyRef: { name: metadata.name, key: "SHOP_NAMESPACE" } },
    });
  });
});
