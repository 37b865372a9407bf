import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse as parseYaml } from "yaml";
import {
  type Container,
  has,
  manifests,
  parse,
  read,
  rendered,
  type Resource,
  RESTRICTED_CONTAINER,
  RESTRICTED_POD,
  root,
  templateOf,
  version,
} from "./support.ts";

/** Programs are started, on a machine that may be busy. */
const START_MS_MAX = 60_000;
const hasKubectl = has("kubectl", "version", "--client");
const files = {
  canaryd: parse(read("kubernetes-manifests/components/canaryd/canaryd.yaml")),
  sampleapp: parse(read("kubernetes-manifests/sampleapp/sampleapp.yaml")),
  injector: parse(read("kubernetes-manifests/components/sampleapp/injector.yaml")),
  services: parse(read("kubernetes-manifests/components/sampleapp/services.yaml")),
};
const podOf = (objects: readonly Resource[]) => templateOf(objects.find(({ kind }) => kind === "Deployment")!);
const containerOf = (objects: readonly Resource[]) => podOf(objects).spec.containers[0]!;
const servicesOf = (objects: readonly Resource[]) =>
  objects.filter(({ kind }) => kind === "Service") as unknown as {
    metadata: { name: string };
    spec: { selector: object; ports: { nodePort?: number }[] };
  }[];

/** Starts a program with the variables of a container, on ports of its own; returns its first line of output. */
async function startAs(container: Container, main: string, more: Readonly<Record<string, string>>): Promise<string> {
  const given = container.env?.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value] as const]));
  const env = { ...Object.fromEntries(given ?? []), NODE_OPTIONS: "", PORT: "0", LISTEN_ADDR: "127.0.0.1", ...more };
  const child = spawn(process.execPath, [join(root, main)], { env, stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  onTestFinished(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  const first = once(createInterface(child.stdout), "line") as Promise<[string]>;
  const line = await Promise.race([first, ended.then(([code]) => [`ended with code ${code}`])]);
  return line[0] ?? "";
}

const probePathOf = ({ livenessProbe }: Container) => (livenessProbe as { httpGet: { path: string } }).httpGet.path;

describe("canaryd, the sample app and its injector in a cluster", () => {
  test.each(["canaryd", "sampleapp", "injector"] as const)("%s keeps to the restricted profile", (name) => {
    expect(podOf(files[name]).spec).toMatchObject(RESTRICTED_POD);
    expect(containerOf(files[name]).securityContext).toMatchObject(RESTRICTED_CONTAINER);
    const image = name === "injector" ? "sampleapp" : name;
    expect(containerOf(files[name]).image).toBe(`${image}:${version}`);
  });

  test(
    "canaryd starts as it is told, answers its probe, and has the canary configurations",
    async () => {
      const container = containerOf(files.canaryd);
      const line = await startAs(container, "tools/canary/src/main.ts", {
        CANARY_CONFIGS: join(manifests, "components/canaryd"),
      });
      const [, port, prometheus] = /serving on port (\d+); metrics from (\S+)$/.exec(line) ?? [];
      expect(prometheus).toBe("http://prometheus:9090");
      expect((await fetch(`http://127.0.0.1:${port}${probePathOf(container)}`)).status).toBe(200);
      const configs = (await (await fetch(`http://127.0.0.1:${port}/canaryConfig`)).json()) as { name: string }[];
      expect(configs.map(({ name }) => name)).toContain("checkoutservice");
    },
    START_MS_MAX,
  );

  test(
    "the sample app starts as it is told, and answers its probe",
    async () => {
      const container = containerOf(files.sampleapp);
      const more = { METRICS_PORT: "0", OTEL_TRACES_EXPORTER: "none", SUCCESS_RATE: "70", LOG_LEVEL: "info" };
      const line = await startAs(container, "tools/sampleapp/src/main.ts", more);
      const port = /"port":(\d+)/.exec(line)?.[1];
      expect(port, line).toBeDefined();
      expect((await fetch(`http://127.0.0.1:${port}${probePathOf(container)}`)).status).toBe(200);
    },
    START_MS_MAX,
  );

  test("variables are ones that a table of variables has", () => {
    const tables = ["tools/canary/README.md", "tools/sampleapp/README.md", "docs/configuration.md"]
      .map(read)
      .join("\n");
    const given = [files.canaryd, files.sampleapp].flatMap((objects) => containerOf(objects).env ?? []);
    const names = given.map(({ name }) => name).filter((name) => name !== "NODE_OPTIONS");
    expect(names.filter((name) => !new RegExp(`^\\| \`?${name}\`? `, "m").test(tables))).toEqual([]);
  });

  test("the app's Service has the post's ports, and selects all versions; Prometheus asks each version by its name", () => {
    const [service, ...byVersion] = servicesOf(files.services);
    expect(service!.spec.selector).toEqual({ app: "sampleapp" });
    expect(service!.spec.ports.map(({ nodePort }) => nodePort)).toEqual([32_001, 32_002]);
    const { scrape_configs: jobs } = parseYaml(read("kubernetes-manifests/components/sampleapp/prometheus.yml")) as {
      scrape_configs: { job_name: string; dns_sd_configs: { names: string[]; port: number }[] }[];
    };
    const [asked] = jobs.find((job) => job.job_name === "sampleapp")!.dns_sd_configs;
    expect(asked).toMatchObject({ names: byVersion.map(({ metadata }) => metadata.name), port: 8000 });
    for (const { metadata, spec } of byVersion)
      expect(spec.selector).toEqual({ app: "sampleapp", version: metadata.name.replace("sampleapp-", "") });
  });

  test.each(["canary", "argo-rollouts"])("skaffold builds the images of profile %s", (profile) => {
    const { profiles } = parseYaml(read("skaffold.yaml")) as { profiles: { name: string; patches?: object[] }[] };
    expect(profiles.find(({ name }) => name === profile)?.patches).toMatchObject([
      { path: "/build/artifacts/-", value: { image: "canaryd", docker: { buildArgs: { SERVICE: "tools/canary" } } } },
      {
        path: "/build/artifacts/-",
        value: { image: "sampleapp", docker: { buildArgs: { SERVICE: "tools/sampleapp" } } },
      },
    ]);
  });
});

describe.skipIf(!hasKubectl)("overlay canary (needs kubectl)", () => {
  const all = hasKubectl ? rendered("overlays/canary") : [];
  const versionsOf = (app: string) =>
    all
      .filter(({ kind, metadata }) => kind === "Deployment" && metadata.labels?.["app"] === app)
      .map((one) => ({ one, labels: templateOf(one).metadata.labels, pod: templateOf(one).spec.containers[0]! }));

  test("has the post's app four times in production, and once each as baseline and canary", () => {
    const replicas = versionsOf("sampleapp").map(({ one, labels }) => [
      labels["version"],
      (one.spec as { replicas?: number }).replicas ?? 1,
    ]);
    expect(Object.fromEntries(replicas)).toEqual({ prod: 4, baseline: 1, canary: 1 });
  });

  test("gives each version a ConfigMap with its SUCCESS_RATE", () => {
    for (const { labels, pod } of versionsOf("sampleapp")) {
      const names = (pod as unknown as { envFrom: { configMapRef: { name: string } }[] }).envFrom;
      const configMap = all.find(
        ({ kind, metadata }) => kind === "ConfigMap" && metadata.name === names[1]!.configMapRef.name,
      );
      expect(configMap?.metadata.name).toMatch(new RegExp(`^sampleapp-config-${labels["version"]}-`));
      expect(configMap?.data).toEqual({ SUCCESS_RATE: "70" });
    }
  });

  test("has the checkout in three versions, with the same program", () => {
    const versions = versionsOf("checkoutservice");
    expect(new Set(versions.map(({ labels }) => labels["version"]))).toEqual(new Set(["stable", "baseline", "canary"]));
    const likeStable = ({ env, ...pod }: Container) => ({
      ...pod,
      env: env?.filter(({ name }) => name !== "SERVICE_VERSION").toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    });
    const [first, ...others] = versions.map(({ pod }) => likeStable(pod));
    for (const other of others) expect(other).toEqual(first);
  });

  test("lets through what the app, its visitors, Prometheus and canaryd need", () => {
    const edges = all
      .filter(({ kind }) => kind === "NetworkPolicy")
      .flatMap(({ metadata, spec }) => {
        const { egress = [] } = spec as unknown as {
          egress?: { to?: { podSelector?: { matchLabels: { app?: string } } }[]; ports: { port: number }[] }[];
        };
        return egress.flatMap(({ to = [], ports }) =>
          to.flatMap(({ podSelector }) =>
            ports.map(({ port }) => `${metadata.name} > ${podSelector?.matchLabels.app}:${port}`),
          ),
        );
      });
    for (const edge of [
      "injector > sampleapp:8080",
      "prometheus-sampleapp > sampleapp:8000",
      "canaryd > prometheus:9090",
      "sampleapp > jaeger:14268",
    ])
      expect(edges).toContain(edge);
  });
});
