import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { Env, readFaultConfig, readTelemetryConfig } from "@hipstershop/runtime";
import { services } from "@hipstershop/shop/topology";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { derivedFiles } from "../src/index.ts";
import {
  baseFiles,
  has,
  manifests,
  parse,
  read,
  type Resource,
  RESTRICTED_CONTAINER,
  RESTRICTED_POD,
  root,
  templateOf,
} from "./support.ts";

const base = baseFiles();
const ofKind = (kind: string) => base.filter((resource) => resource.kind === kind);
const deployments = ofKind("Deployment");
const names = (resources: readonly Resource[]) => resources.map(({ metadata }) => metadata.name).sort();

/** Services and ports of the original shop, and flagservice and metrics, which it does not have. */
const SERVICES: Readonly<Record<string, readonly number[]>> = {
  adservice: [9555, 9090],
  cartservice: [7070, 9090],
  checkoutservice: [5050, 9090],
  currencyservice: [7000, 9090],
  emailservice: [5000, 9090],
  flagservice: [8013, 8015, 9090],
  frontend: [80, 9090],
  "frontend-external": [80],
  grafana: [3000],
  "grafana-external": [3000],
  jaeger: [9411, 5775, 6831, 6832, 5778, 16_686, 14_268, 4317, 4318, 9090],
  "jaeger-external": [16_686],
  loadgenerator: [9090],
  paymentservice: [50_051, 9090],
  productcatalogservice: [3550, 9090],
  prometheus: [9090],
  recommendationservice: [8080, 9090],
  "redis-cart": [6379, 9090],
  shippingservice: [50_051, 9090],
};

describe("base", () => {
  test("has the original's Services with their ports, and flagservice", () => {
    const found = ofKind("Service").map(({ metadata, spec }) => [
      metadata.name,
      (spec as unknown as { ports: { port: number }[] }).ports.map(({ port }) => port),
    ]);
    expect(Object.fromEntries(found)).toEqual(SERVICES);
  });

  test("every file written by tools/deploy is as it would be written now", () => {
    for (const [file, text] of derivedFiles()) {
      const there = read(`kubernetes-manifests/base/${file}`);
      const parsed = (content: string): unknown => (file.endsWith(".json") ? JSON.parse(content) : parse(content));
      expect(parsed(there), `${file}: run node tools/deploy/src/main.ts`).toEqual(parsed(text));
    }
  });

  test("every Service selects the pods of one Deployment and leads to a port they have", () => {
    for (const { metadata, spec } of ofKind("Service")) {
      const { selector, ports } = spec as unknown as {
        selector: { app: string };
        ports: { port: number; targetPort?: number | string }[];
      };
      const deployment = deployments.find((one) => one.metadata.name === selector.app);
      const open = templateOf(deployment!).spec.containers.flatMap((container) => container.ports ?? []);
      for (const { port, targetPort = port } of ports) {
        const known = open.some((one) => one.containerPort === targetPort || one.name === targetPort);
        expect(known, `${metadata.name}:${port}`).toBe(true);
      }
    }
  });

  test("a service is told what its config asks for, by names it knows", () => {
    for (const { name, start } of services) {
      const env = new Env({});
      start(env);
      readTelemetryConfig(env, name);
      readFaultConfig(env);
      const asked = new Set(env.asked.map((variable) => variable.name));
      const [container] = templateOf(deployments.find(({ metadata }) => metadata.name === name)!).spec.containers;
      const given = container!.env!.map((variable) => variable.name).filter((variable) => variable !== "NODE_OPTIONS");
      expect(
        given.filter((variable) => !asked.has(variable)),
        name,
      ).toEqual([]);
      const required = env.asked.filter(({ fallback }) => fallback === undefined).map((variable) => variable.name);
      expect(
        required.filter((variable) => !given.includes(variable)),
        name,
      ).toEqual([]);
    }
    const { configMapGenerator } = parseYaml(read("kubernetes-manifests/base/kustomization.yaml")) as {
      configMapGenerator: { name: string; literals?: string[] }[];
    };
    const env = new Env({});
    readTelemetryConfig(env, "any");
    const known = new Set([...env.asked.map(({ name }) => name), "GRPC_REFLECTION"]);
    const shared = configMapGenerator.find(({ name }) => name === "telemetry")!.literals!;
    expect(shared.map((literal) => literal.split("=")[0]!).filter((name) => !known.has(name))).toEqual([]);
  });

  test("every service but the flag service follows its flags", () => {
    for (const { name } of services) {
      const [container] = templateOf(deployments.find(({ metadata }) => metadata.name === name)!).spec.containers;
      const address = container!.env!.find((variable) => variable.name === "FLAG_SERVICE_ADDR")?.value;
      expect(address, name).toBe(name === "flagservice" ? undefined : "flagservice:8013");
    }
  });

  test("an address in the environment is a port of the Service it names", () => {
    const addresses = deployments
      .flatMap((deployment) => templateOf(deployment).spec.containers)
      .flatMap(({ env = [] }) => env)
      .flatMap(({ name, value }) => (name.endsWith("_ADDR") && value ? [value] : []));
    expect(addresses.length).toBeGreaterThan(24);
    for (const address of addresses) {
      const [host = "", port] = address.split(":");
      expect(SERVICES[host], address).toContain(Number(port));
    }
  });

  test("pods keep to the restricted profile, have limits, no token, and no image without a version", () => {
    for (const deployment of deployments) {
      const { spec } = templateOf(deployment);
      expect(spec, deployment.metadata.name).toMatchObject(RESTRICTED_POD);
      for (const { image, securityContext, resources } of spec.containers) {
        expect(image).toMatch(/:v?\d/);
        expect(resources.requests.memory && resources.requests.cpu && resources.limits.memory).toBeTruthy();
        expect(securityContext).toMatchObject(RESTRICTED_CONTAINER);
      }
    }
  });

  test("all requests fit three CPUs and 6 GB with room for the system", () => {
    const requests = deployments.flatMap((one) =>
      templateOf(one).spec.containers.map(({ resources }) => resources.requests),
    );
    const sum = (values: readonly string[]) => values.reduce((total, value) => total + Number.parseInt(value, 10), 0);
    expect(sum(requests.map(({ cpu = "" }) => cpu))).toBeLessThan(2000);
    expect(sum(requests.map(({ memory }) => memory))).toBeLessThan(3000);
  });

  test("every component has its ServiceAccount and a network policy", () => {
    expect(names(ofKind("ServiceAccount"))).toEqual(names(deployments));
    expect(names(ofKind("NetworkPolicy"))).toEqual([...names(deployments), "default-deny"].sort());
  });

  test("Prometheus asks every Service that has metrics", () => {
    const asked = read("kubernetes-manifests/base/prometheus/prometheus.yml");
    const scraped = Object.keys(SERVICES).filter((name) => name !== "prometheus" && SERVICES[name]!.includes(9090));
    for (const name of scraped) expect(asked).toContain(`- ${name}\n`);
  });
});

test("the Dockerfile knows every package", () => {
  const { workspaces } = JSON.parse(read("package.json")) as { workspaces: string[] };
  const listed = [...read("Dockerfile").matchAll(/^COPY (\S+)\/package\.json \1\/$/gm)].map(([, folder]) => folder!);
  const { packages } = JSON.parse(read("package-lock.json")) as { packages: Record<string, unknown> };
  const own = Object.keys(packages).filter(
    (path) => path && !path.startsWith("node_modules/") && !path.includes("/node_modules/"),
  );
  expect(workspaces.length).toBeGreaterThan(3);
  expect(listed.sort()).toEqual(own.sort());
});

test("the Dockerfile's Node is the one that tests run on", () => {
  const { devDependencies } = JSON.parse(read("package.json")) as { devDependencies: { node: string } };
  expect(read("Dockerfile")).toContain(`node:${devDependencies.node}-`);
  expect(read("Dockerfile")).toContain(`NODE_VERSION=${devDependencies.node}`);
});

test.skipIf(!has("hadolint", "--version"))("hadolint finds nothing in the Dockerfile (needs hadolint)", () => {
  const { stdout, status } = spawnSync("hadolint", [join(root, "Dockerfile")], { encoding: "utf8" });
  expect(stdout).toBe("");
  expect(status).toBe(0);
});

test.skipIf(!has("promtool", "--version"))(
  "promtool accepts the configuration and runs the rules' tests (needs promtool)",
  () => {
    for (const args of [
      ["check", "config", "prometheus.yml"],
      ["test", "rules", "rules.test.yml"],
    ]) {
      const { stdout, stderr, status } = spawnSync("promtool", args, {
        cwd: join(manifests, "base/prometheus"),
        encoding: "utf8",
      });
      expect(status, stdout + stderr).toBe(0);
    }
  },
);

test("every alert has a section in the runbook, and the runbook has no others", () => {
  const alerts = [...read("kubernetes-manifests/base/prometheus/rules.yml").matchAll(/alert: (\S+)/g)];
  const sections = [...read("docs/runbook.md").matchAll(/^## ([A-Z]\w+)$/gm)];
  const sorted = (found: readonly RegExpMatchArray[]) => found.map(([, name = ""]) => name).sort();
  expect(sorted(sections)).toEqual(sorted(alerts));
});

test("the runbook's sections and the labs that teach them lead to each other", () => {
  const sections = read("docs/runbook.md").split(/^## /m).slice(1);
  const fromRunbook = sections.flatMap((section) => {
    const name = section.split("\n")[0] ?? "";
    return [...section.matchAll(/\]\(\.\.\/labs\/(\d\d-[\w-]+)\/README\.md\)/g)].map(
      ([, lab]) => `${lab} ${name.toLowerCase()}`,
    );
  });
  const labs = readdirSync(join(root, "labs")).filter((name) => /^\d\d-/.test(name));
  const fromLabs = labs.flatMap((lab) =>
    [...read(`labs/${lab}/README.md`).matchAll(/docs\/runbook\.md#(\w+)\)/g)].map(([, name]) => `${lab} ${name}`),
  );
  expect(fromRunbook.length).toBeGreaterThan(0);
  expect(fromLabs.toSorted()).toEqual(fromRunbook.toSorted());
});
