import { describe, expect, test } from "vitest";
import { argoProblems } from "./argo-schema.ts";
import { foldersIn, has, parse, read, rendered, type Resource, templateOf } from "./support.ts";

const FOLDER = "kubernetes-manifests/overlays/argo-rollouts";
const rollouts = ["checkoutservice", "sampleapp"].flatMap((name) => parse(read(`${FOLDER}/${name}.yaml`)));
const templates = parse(read(`${FOLDER}/analysis.yaml`));
const hasKubectl = has("kubectl", "version", "--client");

interface Argument {
  readonly name: string;
}
interface Use {
  readonly templateName: string;
  readonly args: readonly Argument[];
}
interface Step {
  readonly analysis?: { readonly templates: readonly { templateName: string }[]; readonly args?: readonly Argument[] };
  readonly experiment?: { readonly analyses?: readonly { templateName: string; args?: readonly Argument[] }[] };
}

const stepsOf = ({ spec }: Resource) =>
  (spec as unknown as { strategy: { canary: { steps: readonly Step[] } } }).strategy.canary.steps;

/** Where a Rollout uses an AnalysisTemplate. */
function usesOf(rollout: Resource): readonly Use[] {
  return stepsOf(rollout).flatMap(({ analysis, experiment }) => [
    ...(analysis?.templates ?? []).map(({ templateName }) => ({ templateName, args: analysis?.args ?? [] })),
    ...(experiment?.analyses ?? []).map(({ templateName, args = [] }) => ({ templateName, args })),
  ]);
}

const specOf = ({ spec }: Resource) => spec as unknown as { args?: readonly Argument[]; metrics: readonly Metric[] };
interface Metric {
  readonly provider: {
    readonly prometheus?: { readonly query: string };
    readonly kayenta?: { readonly canaryConfigName: string; readonly application: string };
  };
}

describe("argo-rollouts", () => {
  test("Rollouts and AnalysisTemplates have the fields of their definitions only", () => {
    expect([...rollouts, ...templates].flatMap(argoProblems)).toEqual([]);
  });

  test.each<[string, (spec: Record<string, never>) => object]>([
    ["an unknown field", (spec) => ({ ...spec, minReadySecondz: 1 })],
    ["a weight above 100", () => ({ workloadRef: {}, strategy: { canary: { steps: [{ setWeight: 101 }] } } })],
  ])("%s is noticed", (_, change) => {
    const [rollout] = rollouts;
    expect(argoProblems({ ...rollout!, spec: change(rollout!.spec as never) as never })).not.toEqual([]);
  });

  test("a Rollout's analyses exist, and are told what they ask for", () => {
    const uses = rollouts.flatMap(usesOf);
    expect(new Set(uses.map(({ templateName }) => templateName))).toEqual(
      new Set(templates.map(({ metadata }) => metadata.name)),
    );
    for (const { templateName, args } of uses) {
      const template = templates.find(({ metadata }) => metadata.name === templateName)!;
      expect(args.map(({ name }) => name)).toEqual((specOf(template).args ?? []).map(({ name }) => name));
    }
  });

  test("a template's text names its arguments, each of them", () => {
    for (const template of templates) {
      const used = [...JSON.stringify(specOf(template).metrics).matchAll(/\{\{args\.(\w+)\}\}/g)].map(
        ([, name]) => name!,
      );
      expect(new Set(used)).toEqual(new Set((specOf(template).args ?? []).map(({ name }) => name)));
    }
  });

  test("canaryd has the canary configurations that are named", () => {
    const kept = foldersIn("components/canaryd")
      .filter((file) => file.endsWith(".json"))
      .map((file) => JSON.parse(read(`kubernetes-manifests/components/canaryd/${file}`)) as Record<string, unknown>);
    const named = templates.flatMap((one) => specOf(one).metrics).flatMap(({ provider: { kayenta } }) => kayenta ?? []);
    expect(named).toHaveLength(2);
    for (const { canaryConfigName, application } of named) {
      const config = kept.find(({ name }) => name === canaryConfigName);
      expect(config?.["applications"], canaryConfigName).toContain(application);
    }
  });

  test.skipIf(!hasKubectl)("Rollouts take over from Deployments without pods of their own (needs kubectl)", () => {
    const all = rendered("overlays/argo-rollouts");
    for (const { metadata, spec } of rollouts) {
      expect(spec).toMatchObject({ workloadRef: { kind: "Deployment", name: metadata.name } });
      const deployment = all.find((one) => one.kind === "Deployment" && one.metadata.name === metadata.name)!;
      expect(deployment.spec).toMatchObject({ replicas: 0 });
    }
    const checkout = all.find((one) => one.kind === "Deployment" && one.metadata.name === "checkoutservice")!;
    expect(templateOf(checkout).spec.containers[0]!.env).toContainEqual({
      name: "SERVICE_VERSION",
      valueFrom: { fieldRef: { fieldPath: "metadata.labels['rollouts-pod-template-hash']" } },
    });
  });
});
