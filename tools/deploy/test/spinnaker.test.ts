import { describe, expect, test } from "vitest";
import { problemsBy } from "./own-schemas.ts";
import {
  has,
  read,
  rendered,
  type Resource,
  RESTRICTED_CONTAINER,
  RESTRICTED_POD,
  templateOf,
  version,
} from "./support.ts";

interface Stage {
  readonly refId: string;
  readonly requisiteStageRefIds: readonly string[];
  readonly name: string;
  readonly type: string;
  readonly manifests?: readonly Resource[];
  readonly manifestName?: string;
  readonly pipeline?: string;
  readonly pipelineParameters?: Readonly<Record<string, string>>;
  readonly continuePipeline?: boolean;
  readonly failPipeline?: boolean;
  readonly stageEnabled?: { readonly expression: string };
}
interface Pipeline {
  readonly id: string;
  readonly application: string;
  readonly parameterConfig: readonly { readonly name: string; readonly options: readonly { value: string }[] }[];
  readonly stages: readonly Stage[];
}

const FOLDER = "kubernetes-manifests/spinnaker";
const [deploy, canary] = ["simple-deploy", "canary-deploy"].map(
  (name) => JSON.parse(read(`${FOLDER}/${name}.json`)) as Pipeline,
) as [Pipeline, Pipeline];
const both: readonly [name: string, pipeline: Pipeline][] = [
  ["simple-deploy", deploy],
  ["canary-deploy", canary],
];
const stageOf = ({ stages }: Pipeline, name: string) => stages.find((one) => one.name === name)!;
const manifestsIn = ({ stages }: Pipeline) => stages.flatMap(({ manifests = [] }) => manifests);
const allManifests = both.flatMap(([, pipeline]) => manifestsIn(pipeline));
const deployments = allManifests.filter(({ kind }) => kind === "Deployment");

/** The refIds of all stages that a stage waits for, directly or not; throws where the graph has a ring. */
function upstream(pipeline: Pipeline, refId: string, path: readonly string[] = []): ReadonlySet<string> {
  if (path.includes(refId)) throw new Error(`a ring: ${[...path, refId].join(" ")}`);
  const { requisiteStageRefIds } = pipeline.stages.find((one) => one.refId === refId)!;
  const further = requisiteStageRefIds.flatMap((one) => [...upstream(pipeline, one, [...path, refId])]);
  return new Set([...requisiteStageRefIds, ...further]);
}

describe.each(both)("Spinnaker's pipeline %s", (_, pipeline) => {
  test("has the fields that Spinnaker knows, and no other", () => {
    expect(problemsBy("spinnaker-pipeline", pipeline)).toEqual([]);
  });

  test("is a graph without a ring, of stages that exist, in which every name is used once", () => {
    const ids = pipeline.stages.map(({ refId }) => refId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(pipeline.stages.map(({ name }) => name)).size).toBe(ids.length);
    for (const { refId, requisiteStageRefIds } of pipeline.stages) {
      expect(requisiteStageRefIds.filter((one) => !ids.includes(one))).toEqual([]);
      expect(upstream(pipeline, refId).has(refId)).toBe(false);
    }
  });

  test("expressions ask for parameters that it has, and for stages that are over by then", () => {
    const parameters = pipeline.parameterConfig.map(({ name }) => name);
    const text = JSON.stringify(pipeline.stages);
    const asked = [...text.matchAll(/parameters\.(\w+)/g)].map(([, name]) => name!);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.filter((name) => !parameters.includes(name))).toEqual([]);
    for (const stage of pipeline.stages) {
      const before = upstream(pipeline, stage.refId);
      for (const [, name] of JSON.stringify(stage).matchAll(/#stage\('([^']+)'\)/g)) {
        expect(before, `${stage.name} asks for ${name}`).toContain(stageOf(pipeline, name!).refId);
      }
    }
  });

  test("offers the success rates of the post", () => {
    const [parameter] = pipeline.parameterConfig;
    expect(parameter!.options.map(({ value }) => Number(value))).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100]);
  });
});

describe("what the pipelines deploy", () => {
  test("is the sample app of this version, restricted, with a label by which versions are told apart", () => {
    const found = deployments.map(({ metadata, spec }) => [
      metadata.name,
      metadata.labels!["version"],
      (spec as unknown as { replicas: number }).replicas,
    ]);
    expect(found).toEqual([
      ["sampleapp", "prod", 4],
      ["sampleapp-canary", "canary", 1],
      ["sampleapp-baseline", "baseline", 1],
    ]);
    for (const one of deployments) {
      const { spec } = templateOf(one);
      expect(spec).toMatchObject(RESTRICTED_POD);
      expect(spec.containers[0]!.securityContext).toMatchObject(RESTRICTED_CONTAINER);
      expect(spec.containers[0]!.image).toBe(`sampleapp:${version}`);
    }
  });

  test("refers to ConfigMaps that a stage before deploys or finds in production", () => {
    const configs = allManifests.filter(({ kind }) => kind === "ConfigMap").map(({ metadata }) => metadata.name);
    expect(configs).toEqual(["sampleapp-config-prod", "sampleapp-config-canary"]);
    const configOf = (one: Resource) =>
      (templateOf(one).spec.containers[0] as unknown as { envFrom: { configMapRef: { name: string } }[] }).envFrom[0]!
        .configMapRef.name;
    expect(deployments.map(configOf)).toEqual([
      "sampleapp-config-prod",
      "sampleapp-config-canary",
      "sampleapp-config-prod",
    ]);
    // With the stage that finds production's image before it, the canary would get that image.
    expect(upstream(canary, stageOf(canary, "Deploy canary").refId)).toEqual(
      new Set([stageOf(canary, "Deploy canary config").refId]),
    );
    expect(upstream(canary, stageOf(canary, "Deploy baseline").refId)).toEqual(
      new Set([stageOf(canary, "Find baseline").refId]),
    );
  });

  test("one Service shares the requests, and one name per version leads Prometheus to its pods", () => {
    const services = manifestsIn(deploy).filter(({ kind }) => kind === "Service");
    expect(services.map(({ metadata }) => metadata.name)).toEqual([
      "sampleapp",
      "sampleapp-prod",
      "sampleapp-baseline",
      "sampleapp-canary",
    ]);
    expect(services[0]!.spec).toMatchObject({
      selector: { app: "sampleapp" },
      ports: [
        { port: 8080, nodePort: 32_001 },
        { port: 8000, nodePort: 32_002 },
      ],
    });
  });
});

describe.skipIf(!has("kubectl", "version", "--client"))("beside the overlay canary (needs kubectl)", () => {
  test("pipelines deploy the same Deployments, Services and ConfigMaps under the same names", () => {
    const overlay = rendered("overlays/canary").filter(({ metadata }) => metadata.name.startsWith("sampleapp"));
    for (const one of allManifests) {
      const { kind, metadata } = one;
      const name = kind === "ConfigMap" ? new RegExp(`^${metadata.name}-\\w+$`) : new RegExp(`^${metadata.name}$`);
      const there = overlay.find((other) => other.kind === kind && name.test(other.metadata.name));
      expect(there, `${kind} ${metadata.name}`).toBeDefined();
      if (kind === "Service") expect(one.spec).toMatchObject({ selector: there!.spec!["selector"] });
      if (kind !== "Deployment") continue;
      const [ours, theirs] = [templateOf(one).spec.containers[0]!, templateOf(there!).spec.containers[0]!];
      for (const field of [
        "image",
        "ports",
        "resources",
        "readinessProbe",
        "livenessProbe",
        "securityContext",
      ] as const) {
        expect(ours[field], `${metadata.name}: ${field}`).toEqual(theirs[field]);
      }
      const { app, version: label } = templateOf(there!).metadata.labels;
      expect(templateOf(one).metadata.labels).toEqual({ app, version: label });
    }
  });
});

describe("the canary's pipeline", () => {
  const analysis = stageOf(canary, "Canary analysis");

  test("asks for the analysis of the post, by the configuration's name", () => {
    expect(analysis).toMatchObject({
      type: "kayentaCanary",
      analysisType: "realTime",
      canaryConfig: {
        canaryConfigName: "kayenta-test",
        beginCanaryAnalysisAfterMins: "0",
        canaryAnalysisIntervalMins: "1",
        lifetimeDuration: "PT0H3M",
        scoreThresholds: { marginal: "75", pass: "95" },
        scopes: [{ controlScope: "baseline", experimentScope: "canary", controlLocation: "default" }],
      },
    });
  });

  test("finds a configuration of this name for its application", () => {
    const config = JSON.parse(read("kubernetes-manifests/components/canaryd/kayenta-test.json")) as object;
    expect(config).toMatchObject({ name: "kayenta-test", applications: [canary.application] });
  });

  test("deletes what it deployed, whatever failed before", () => {
    const deployed = manifestsIn(canary).filter(({ kind }) => kind === "Deployment");
    const deleting = canary.stages.filter(({ type }) => type === "deleteManifest");
    expect(deleting.map(({ manifestName }) => manifestName)).toEqual(
      deployed.map(({ metadata }) => `deployment ${metadata.name}`),
    );
    for (const one of deleting) {
      expect(one.stageEnabled).toBeUndefined();
      for (const refId of upstream(canary, one.refId)) {
        const before = canary.stages.find((other) => other.refId === refId)!;
        const deploysAPod = before.manifests?.some(({ kind }) => kind === "Deployment") ?? before === analysis;
        if (deploysAPod)
          expect([before.name, before.failPipeline, before.continuePipeline]).toEqual([before.name, false, true]);
      }
    }
  });

  test("promotes by the first pipeline, with the canary's rate, after the analysis only", () => {
    const promote = stageOf(canary, "Promote");
    expect(promote.pipeline).toBe(deploy.id);
    expect(Object.keys(promote.pipelineParameters!)).toEqual(deploy.parameterConfig.map(({ name }) => name));
    expect(promote.stageEnabled!.expression).toContain("#stage('Canary analysis')");
    expect(analysis.stageEnabled!.expression).toContain("#stage('Deploy baseline')");
  });

  test("is red unless analysis and promotion succeeded", () => {
    const last = stageOf(canary, "Successful deployment");
    expect(upstream(canary, last.refId).size).toBe(canary.stages.length - 1);
    expect(JSON.stringify(last)).toMatch(/Canary analysis.*SUCCEEDED.*Promote.*SUCCEEDED/);
  });
});

describe("our schema of a pipeline refuses", () => {
  const changes: readonly [what: string, stage: string, change: object][] = [
    ["a typing error in a stage", "Deploy canary", { manifest: [] }],
    ["a stage that Spinnaker does not have", "Promote", { type: "promote" }],
    ["a typing error in the analysis", "Canary analysis", { canaryConfig: { lifetimeDurations: "PT3M" } }],
    ["a kind without a name", "Delete canary", { manifestName: "sampleapp-canary" }],
    ["a precondition of another kind", "Successful deployment", { preconditions: [{ type: "expresion" }] }],
  ];
  test.each(changes)("%s", (_, name, change) => {
    const stages = canary.stages.map((one) => (one.name === name ? { ...one, ...change } : one));
    expect(problemsBy("spinnaker-pipeline", { ...canary, stages })).not.toEqual([]);
  });
});
