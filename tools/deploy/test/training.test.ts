import { trainingPages } from "@hipstershop/shop/topology";
import { Env, readTelemetryConfig } from "@hipstershop/runtime";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { has, parse, read, rendered, RESTRICTED_CONTAINER, RESTRICTED_POD, templateOf, version } from "./support.ts";

const objects = parse(read("kubernetes-manifests/components/training/training.yaml"));
const deployment = objects.find(({ kind }) => kind === "Deployment");
const { spec } = templateOf(deployment!);
const container = spec.containers[0]!;

describe("the training pages in a cluster", () => {
  test("keep to the restricted profile", () => {
    expect(spec).toMatchObject(RESTRICTED_POD);
    expect(container.securityContext).toMatchObject(RESTRICTED_CONTAINER);
    expect(container.image).toBe(`training:${version}`);
  });

  test("are told what their config understands, and answer their probe at the port that they are told", () => {
    const given = container.env?.map(({ name, value }) => [name, value] as const) ?? [];
    const env = new Env(Object.fromEntries(given));
    trainingPages.start(env);
    readTelemetryConfig(env, "training");
    env.assertComplete();
    const asked = new Set(env.asked.map(({ name }) => name));
    expect(given.map(([name]) => name).filter((name) => name !== "NODE_OPTIONS" && !asked.has(name))).toEqual([]);
    expect(Object.fromEntries(given)["PORT"]).toBe(String(container.ports?.[0]?.containerPort));
    expect(container.livenessProbe).toMatchObject({ httpGet: { path: "/_healthz", port: "http" } });
  });

  test("are reached from within the cluster alone", () => {
    const services = objects.filter(({ kind }) => kind === "Service");
    expect(services.map((one) => one.spec)).toMatchObject([{ type: "ClusterIP" }]);
  });

  test("have an image that skaffold builds", () => {
    const { profiles } = parseYaml(read("skaffold.yaml")) as { profiles: { name: string; patches?: object[] }[] };
    const docker = { buildArgs: { SERVICE: "labs" } };
    expect(profiles.find(({ name }) => name === "training")?.patches).toMatchObject([
      { path: "/build/artifacts/-", value: { image: "training", docker } },
    ]);
  });

  test.skipIf(!has("kubectl", "version", "--client"))("change flags that can be written (needs kubectl)", () => {
    const flags = rendered("overlays/training").find(
      ({ kind, metadata }) => kind === "Deployment" && metadata.name === "flagservice",
    );
    const pod = templateOf(flags!).spec;
    expect(pod.containers[0]?.env).toEqual(
      expect.arrayContaining([
        { name: "FLAGS_FILE", value: "/flags/flags.json" },
        { name: "FLAGS_READONLY", value: "off" },
      ]),
    );
    expect(pod).toMatchObject({ initContainers: [{ image: `flagservice:${version}` }] });
    expect(flags?.spec).toMatchObject({ strategy: { type: "Recreate" } });
  });
});
