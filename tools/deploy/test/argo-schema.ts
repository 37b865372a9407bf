import { Ajv2020 } from "ajv/dist/2020.js";
import type { Resource } from "./support.ts";

// The fields that the manifests use of Argo Rollouts' own kinds, by its CustomResourceDefinitions (v1.9.1), in which unknown
// fields are dropped without a word. Here they are errors.

const object = (properties: object, ...required: string[]) => ({
  type: "object",
  properties,
  required,
  additionalProperties: false,
});
const list = (items: object) => ({ type: "array", items, minItems: 1 });
const text = { type: "string" };
const integer = { type: "integer" };
const flag = { type: "boolean" };
const texts = { type: "object", additionalProperties: text };
const duration = { type: "string", pattern: "^(\\d+(h|m|s))+$" };
const name = { type: "string", pattern: "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$" };
const percentOrCount = { anyOf: [integer, { type: "string", pattern: "^\\d+%$" }] };

const argument = object(
  {
    name: text,
    value: text,
    valueFrom: object({ podTemplateHashValue: { enum: ["Stable", "Latest"] } }, "podTemplateHashValue"),
  },
  "name",
);
const analysis = object({ templates: list(object({ templateName: name }, "templateName")), args: list(argument) });
const podMetadata = object({ labels: texts, annotations: texts });
const experiment = object(
  {
    duration,
    templates: list(
      object(
        { name, specRef: { enum: ["stable", "canary"] }, replicas: integer, metadata: podMetadata },
        "name",
        "specRef",
      ),
    ),
    analyses: list(
      object(
        { name, templateName: name, requiredForCompletion: flag, clusterScope: flag, args: list(argument) },
        "name",
        "templateName",
      ),
    ),
  },
  "templates",
);
const step = {
  ...object({
    setWeight: { type: "integer", minimum: 0, maximum: 100 },
    pause: object({ duration }),
    analysis,
    experiment,
  }),
  minProperties: 1,
  maxProperties: 1,
};
const rolloutSpec = object(
  {
    replicas: integer,
    revisionHistoryLimit: integer,
    progressDeadlineSeconds: integer,
    workloadRef: object(
      { apiVersion: text, kind: { enum: ["Deployment"] }, name, scaleDown: text },
      "apiVersion",
      "kind",
      "name",
    ),
    strategy: object(
      {
        canary: object({
          maxSurge: percentOrCount,
          maxUnavailable: percentOrCount,
          canaryMetadata: podMetadata,
          stableMetadata: podMetadata,
          steps: list(step),
        }),
      },
      "canary",
    ),
  },
  "strategy",
  "workloadRef",
);

const side = object({ scope: text, region: text, step: integer, start: text, end: text }, "region", "scope", "step");
const kayenta = object(
  {
    address: { type: "string", pattern: "^http://.+[^/]$" },
    application: text,
    canaryConfigName: text,
    metricsAccountName: text,
    storageAccountName: text,
    configurationAccountName: text,
    threshold: object({ pass: integer, marginal: integer }, "pass", "marginal"),
    lookback: flag,
    scopes: list(object({ name: text, controlScope: side, experimentScope: side }, "name", "controlScope")),
  },
  "address",
  "application",
  "canaryConfigName",
  "metricsAccountName",
  "storageAccountName",
  "configurationAccountName",
  "threshold",
  "scopes",
);
const metric = object(
  {
    name: text,
    initialDelay: duration,
    interval: duration,
    count: integer,
    failureLimit: integer,
    inconclusiveLimit: integer,
    successCondition: text,
    failureCondition: text,
    provider: {
      ...object({ prometheus: object({ address: text, query: text }, "address", "query"), kayenta }),
      minProperties: 1,
      maxProperties: 1,
    },
  },
  "name",
  "provider",
);
const templateSpec = object(
  { args: list(object({ name: text, value: text }, "name")), metrics: list(metric) },
  "metrics",
);

const ajv = new Ajv2020();
const checks = {
  Rollout: ajv.compile(rolloutSpec),
  AnalysisTemplate: ajv.compile(templateSpec),
};

/** What is wrong with an object of the group argoproj.io. */
export function argoProblems({ apiVersion, kind, metadata, spec }: Resource): string[] {
  const check = kind === "Rollout" || kind === "AnalysisTemplate" ? checks[kind] : undefined;
  if (apiVersion !== "argoproj.io/v1alpha1" || !check) return [`no schema for ${apiVersion} ${kind}`];
  return check(spec) ? [] : [`${kind} ${metadata.name}: ${ajv.errorsText(check.errors)}`];
}
