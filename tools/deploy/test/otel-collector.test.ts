import { expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { parse, read, templateOf } from "./support.ts";

const FOLDER = "kubernetes-manifests/components/otel-collector";

interface Config {
  readonly receivers: {
    readonly otlp: { readonly protocols: Readonly<Record<string, { readonly endpoint: string }>> };
  };
  readonly processors: object;
  readonly exporters: Readonly<Record<string, { readonly endpoint: string }>>;
  readonly extensions: { readonly health_check: { readonly endpoint: string } };
  readonly service: {
    readonly extensions: readonly string[];
    readonly pipelines: {
      readonly traces: Readonly<Record<"receivers" | "processors" | "exporters", readonly string[]>>;
    };
  };
}

const config = parseYaml(read(`${FOLDER}/config.yaml`)) as Config;
const objects = parse(read(`${FOLDER}/otel-collector.yaml`));
const portOf = (endpoint: string) => Number(endpoint.split(":").at(-1));

test("the pipeline is made of what is configured, by the names that this collector has for it", () => {
  const { extensions, pipelines } = config.service;
  expect(extensions).toEqual(Object.keys(config.extensions));
  expect(pipelines.traces.receivers).toEqual(Object.keys(config.receivers));
  expect(pipelines.traces.processors).toEqual(Object.keys(config.processors));
  expect(pipelines.traces.exporters).toEqual(Object.keys(config.exporters));
  // The collector warns of its deprecated name "otlp".
  expect(pipelines.traces.exporters).toEqual(["otlp_grpc"]);
});

test("it listens where services send to and probes ask, and sends to a port of Jaeger", () => {
  const container = templateOf(objects.find(({ kind }) => kind === "Deployment")!).spec.containers[0]!;
  const { grpc, http } = config.receivers.otlp.protocols;
  const listens = [grpc!.endpoint, http!.endpoint, config.extensions.health_check.endpoint].map(portOf);
  expect(container.ports!.map(({ containerPort }) => containerPort)).toEqual(listens);
  expect(read(`${FOLDER}/kustomization.yaml`)).toContain(
    `OTEL_EXPORTER_OTLP_ENDPOINT=http://otel-collector:${portOf(http!.endpoint)}\n`,
  );
  const jaeger = parse(read("kubernetes-manifests/base/jaeger.yaml")).find(
    ({ kind, metadata }) => kind === "Service" && metadata.name === "jaeger",
  );
  const { ports } = jaeger!.spec as unknown as { ports: readonly { port: number }[] };
  expect(ports.map(({ port }) => port)).toContain(portOf(config.exporters["otlp_grpc"]!.endpoint));
});
