import { describe, expect, test } from "vitest";
import { callGraph } from "../src/call-graph.ts";
import { namesOf, TLS_SECRET } from "../src/certificates.ts";
import { has, rendered, renderedElsewhere, templateOf } from "./support.ts";

const VARIABLES = ["GRPC_TLS_CERT", "GRPC_TLS_KEY", "GRPC_TLS_CA"];
const shop = callGraph().map(({ name }) => name);

describe.skipIf(!has("kubectl", "version", "--client"))("overlays/tls (needs kubectl)", () => {
  const deployments = () => rendered("overlays/tls").filter(({ kind }) => kind === "Deployment");

  test("gives a certificate to every service of the call graph, and to nothing else", () => {
    const given = deployments().filter((one) => JSON.stringify(one).includes("GRPC_TLS_CERT"));
    expect(given.map(({ metadata }) => metadata.name).toSorted()).toEqual(shop.toSorted());
    for (const one of given) {
      const { spec } = templateOf(one);
      const names = spec.containers[0]?.env?.map(({ name }) => name);
      expect(names).toEqual(expect.arrayContaining(VARIABLES));
      expect(JSON.stringify(spec)).toContain(`"secretName":"${TLS_SECRET}"`);
      // 0440: the pod’s group alone may read the key.
      expect(JSON.stringify(spec)).toContain('"defaultMode":288');
    }
  });

  test("leaves no gRPC probe to the services, which kubelet could not make with TLS", () => {
    for (const one of deployments().filter(({ metadata }) => shop.includes(metadata.name))) {
      const [container] = templateOf(one).spec.containers;
      const probes = [container?.livenessProbe, container?.readinessProbe];
      expect(probes.map((probe) => "grpc" in (probe ?? {}))).toEqual([false, false]);
    }
  });

  test("the training pages, which switch flags, can have one, too", () => {
    const all = renderedElsewhere({ resources: ["base"], components: ["components/training", "components/tls"] });
    const pages = all.find(({ kind, metadata }) => kind === "Deployment" && metadata.name === "training");
    expect(templateOf(pages!).spec.containers[0]?.env?.map(({ name }) => name)).toEqual(
      expect.arrayContaining(VARIABLES),
    );
  });
});

test("a service has the names under which it is called in its namespace", () => {
  expect(namesOf("adservice", "shop")).toEqual([
    "adservice",
    "adservice.shop",
    "adservice.shop.svc",
    "adservice.shop.svc.cluster.local",
  ]);
});
