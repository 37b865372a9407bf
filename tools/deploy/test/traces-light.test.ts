import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import {
  has,
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

const FOLDER = "kubernetes-manifests/components/traces-light";
/** The patches replace Jaeger's spec. */
const patched = (file: string) => (parseYaml(read(`${FOLDER}/${file}`)) as { value: never }[])[0]!.value;
const { spec } = templateOf({ spec: patched("deployment.yaml") } as unknown as Resource);
const container = spec.containers[0]!;
const { ports } = patched("service.yaml") as {
  ports: readonly { readonly name: string; readonly port: number }[];
};
/** Ports of base's Service jaeger that spans are sent to and queries are made to. */
const USED = [9411, 16_686, 14_268, 4317, 4318];

describe("traces-light", () => {
  test("the trace store has Jaeger's Service, with the ports that are used, all open in its pod", () => {
    expect(ports.map(({ port }) => port)).toEqual(USED);
    expect(container.ports?.map(({ containerPort }) => containerPort)).toEqual(USED);
    const jaeger = parse(read("kubernetes-manifests/base/jaeger.yaml")).find(
      ({ kind, metadata }) => kind === "Service" && metadata.name === "jaeger",
    );
    for (const port of ports) expect((jaeger!.spec as unknown as { ports: object[] }).ports).toContainEqual(port);
  });

  test("the trace store understands its arguments, and answers its probe", async () => {
    const anywhere = ["query", "jaeger", "otlp-http", "otlp-grpc", "zipkin"].flatMap((name) => [`--${name}-port`, "0"]);
    const args = container.args!.slice(1).map((arg) => (arg === "0.0.0.0" ? "127.0.0.1" : arg));
    const main = join(root, "traceview/src/main.ts");
    const child = spawn(process.execPath, [main, ...args, ...anywhere], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      const { value: first } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
      const url = /^ +traces +(\S+)$/.exec(String(first))?.[1];
      const { httpGet } = container.livenessProbe as { httpGet: { path: string } };
      expect((await fetch(`${url}${httpGet.path}`)).status).toBe(200);
    } finally {
      child.kill("SIGTERM");
    }
  });

  test("it keeps to the restricted profile", () => {
    expect(spec).toMatchObject(RESTRICTED_POD);
    expect(container.securityContext).toMatchObject(RESTRICTED_CONTAINER);
  });

  test("skaffold builds its image", () => {
    const { profiles } = parseYaml(read("skaffold.yaml")) as {
      profiles: { name: string; patches?: { path: string; value: { image: string; docker: object } }[] }[];
    };
    const { patches } = profiles.find(({ name }) => name === "traces-light")!;
    expect(patches).toMatchObject([
      {
        path: "/build/artifacts/-",
        value: { image: container.image.split(":")[0], docker: { buildArgs: { SERVICE: "traceview" } } },
      },
    ]);
  });

  test.skipIf(!has("kubectl", "version", "--client"))(
    "nothing of Jaeger, Prometheus and Grafana is left (needs kubectl)",
    () => {
      const there = rendered("overlays/traces-light");
      expect(there.filter(({ metadata }) => /^(prometheus|grafana)/.test(metadata.name))).toEqual([]);
      const one = there.filter(({ kind, metadata }) => kind === "Deployment" && metadata.name === "jaeger");
      expect(one.map((found) => templateOf(found).spec.containers.map(({ image }) => image))).toEqual([
        [`traces:${version}`],
      ]);
      expect(JSON.stringify(there)).not.toContain("jaegertracing");
      expect(there.length).toBeGreaterThan(50);
    },
  );
});
