import { describe, expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import {
  baseFiles,
  type Container,
  parse,
  read,
  type Resource,
  RESTRICTED_CONTAINER,
  RESTRICTED_POD,
  templateOf,
} from "./support.ts";

const FOLDER = "kubernetes-manifests/overlays/k3s-tiny";
const AGENT_FREE_MIB = 500;
/** Components that are left out on a node of 1 GB, or replaced by a part of the shop's process. */
const LEFT_OUT = ["grafana", "grafana-external", "loadgenerator", "prometheus", "redis-cart"];

interface Port {
  readonly name: string;
  readonly port: number;
  readonly targetPort: number;
  readonly protocol?: string;
}

const services = ofServices(parse(read(`${FOLDER}/services.yaml`)));
const objects = parse(read(`${FOLDER}/shop.yaml`));
const { spec } = templateOf(objects.find(({ kind }) => kind === "Deployment")!);
const container = spec.containers[0]!;

function ofServices(resources: readonly Resource[]): ReadonlyMap<string, readonly Port[]> {
  const found = resources.filter(({ kind }) => kind === "Service");
  return new Map(found.map((one) => [one.metadata.name, (one.spec as unknown as { ports: Port[] }).ports]));
}

const mebibytes = (text: string) => (text.endsWith("Mi") ? Number.parseInt(text, 10) : Number.NaN);
const flagOf = ({ env = [] }: Container, flag: string) =>
  Number(new RegExp(`--${flag}=(\\d+)`).exec(env.find(({ name }) => name === "NODE_OPTIONS")?.value ?? "")?.[1]);

describe("k3s-tiny", () => {
  test("has base's Services, but for what it leaves out", () => {
    const base = ofServices(baseFiles());
    expect([...services.keys()].sort()).toEqual([...base.keys()].filter((name) => !LEFT_OUT.includes(name)).sort());
    for (const [name, ports] of services) {
      const there = base.get(name)!.filter(({ protocol = "TCP" }) => protocol === "TCP");
      const wanted = name === "jaeger" ? ports.map(({ port }) => port) : there.map(({ port }) => port);
      expect(
        ports.map(({ port }) => port),
        name,
      ).toEqual(wanted);
      for (const { name: label, port } of ports)
        expect(there, name).toContainEqual(expect.objectContaining({ name: label, port }));
    }
  });

  test("no two ports of the pod are the same one, save for the way in from outside", () => {
    const inside = [...services].filter(([name]) => !name.endsWith("-external")).flatMap(([, ports]) => ports);
    const targets = inside.map(({ targetPort }) => targetPort);
    expect(targets.length).toBeGreaterThan(25);
    expect(new Set(targets).size).toBe(targets.length);
    for (const { containerPort } of container.ports ?? []) expect(targets).toContain(containerPort);
  });

  test("fits beside K3s on a node of 1 GB, and V8's heap fits the container", () => {
    const limit = mebibytes(container.resources.limits.memory);
    expect(limit).toBeLessThan(AGENT_FREE_MIB);
    // The young generation is three semi-spaces. The rest of the process takes half as much as this heap.
    const heap = flagOf(container, "max-old-space-size") + 3 * flagOf(container, "max-semi-space-size");
    expect(heap * 1.5).toBeLessThan(limit);
  });

  test("keeps to the restricted profile, and writes to its volume only", () => {
    expect(spec).toMatchObject(RESTRICTED_POD);
    expect(container.securityContext).toMatchObject(RESTRICTED_CONTAINER);
    expect(container).toMatchObject({ volumeMounts: [{ name: "state", mountPath: "/state" }] });
  });

  test("skaffold builds the image it names from the whole shop", () => {
    const { profiles } = parseYaml(read("skaffold.yaml")) as {
      profiles: { name: string; build?: { artifacts?: { image: string; docker: object }[] } }[];
    };
    const { artifacts } = profiles.find(({ name }) => name === "k3s-tiny")!.build!;
    expect(artifacts).toMatchObject([
      { image: container.image.split(":")[0], docker: { buildArgs: { SERVICE: "tools/shop", SOURCES: "." } } },
    ]);
  });
});
