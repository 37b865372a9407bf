import { deploymentOf, metricsOf, serviceOf } from "./spinnaker-manifests.ts";

const APP = "sampleapp";
const NAMESPACE = "default";
/** The name of the account in Spinnaker's configuration whose cluster is deployed to. */
const ACCOUNT = "kubernetes";
const DEPLOY_ID = "sampleapp-simple-deploy";
/** Parameters are texts, also when another pipeline sets them. */
const SUCCESS_RATE = "${ parameters.successRate.toString() }";

/** A failed stage is marked and the pipeline goes on, so that what it deployed is deleted in any case. */
const GO_ON = { failPipeline: false, continuePipeline: true, completeOtherBranchesThenFail: false };

const succeeded = (stage: string) => `#stage('${stage}')['status'].toString() == 'SUCCEEDED'`;
const onlyIf = (...stages: string[]) => ({
  stageEnabled: { type: "expression", expression: `\${ ${stages.map(succeeded).join(" && ")} }` },
});

interface Place {
  readonly refId: string;
  /** refIds of the stages that must be over. */
  readonly after: readonly string[];
  readonly name: string;
}

function stage({ refId, after, name }: Place, type: string, rest: object): object {
  return { refId, requisiteStageRefIds: after, name, type, ...rest };
}

/** Spinnaker appends a version to a ConfigMap's name, also where a Deployment refers to it: a new value starts new pods. */
function configMapOf(version: string): object {
  return {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: `${APP}-config-${version}`,
      labels: { app: APP },
      annotations: { "strategy.spinnaker.io/max-version-history": "2" },
    },
    data: { SUCCESS_RATE },
  };
}

function deploys(place: Place, manifests: readonly object[], rest: object = {}): object {
  return stage(place, "deployManifest", {
    account: ACCOUNT,
    cloudProvider: "kubernetes",
    moniker: { app: APP },
    namespaceOverride: NAMESPACE,
    source: "text",
    skipExpressionEvaluation: false,
    trafficManagement: { enabled: false, options: { enableTraffic: false, services: [] } },
    manifests,
    ...rest,
  });
}

function deletes(place: Place, name: string): object {
  return stage(place, "deleteManifest", {
    account: ACCOUNT,
    app: APP,
    cloudProvider: "kubernetes",
    location: NAMESPACE,
    mode: "static",
    manifestName: `deployment ${name}`,
    options: { cascading: true },
    ...GO_ON,
  });
}

function pipelineOf(id: string, name: string, stages: readonly object[]): object {
  const options = Array.from({ length: 11 }, (_, i) => ({ value: String(10 * i) }));
  const successRate = {
    name: "successRate",
    label: "Success rate",
    description: "percent of requests that succeed",
    required: true,
    default: "70",
    hasOptions: true,
    options,
  };
  return {
    schema: "1",
    application: APP,
    id,
    name,
    keepWaitingPipelines: false,
    limitConcurrent: true,
    spelEvaluator: "v4",
    parameterConfig: [successRate],
    expectedArtifacts: [],
    notifications: [],
    triggers: [],
    stages,
  };
}

/** The post's first pipeline: a ConfigMap, then four replicas and their Service. */
export function deployPipeline(): object {
  return pipelineOf(DEPLOY_ID, "Simple deploy", [
    deploys({ refId: "1", after: [], name: "Deploy config" }, [configMapOf("prod")]),
    deploys({ refId: "2", after: ["1"], name: "Deploy production" }, [
      deploymentOf({ name: APP, version: "prod", config: "prod", replicas: 4 }),
      serviceOf(),
      ...["prod", "baseline", "canary"].map(metricsOf),
    ]),
  ]);
}

/** The post's second pipeline; the refIds' first digits are its steps, of which the first is the pipeline's parameters. */
export function canaryPipeline(): object {
  const canary = "Deploy canary";
  const baseline = "Deploy baseline";
  const analysis = "Canary analysis";
  const promote = "Promote";
  return pipelineOf("sampleapp-canary-deploy", "Canary deploy", [
    stage({ refId: "2a", after: [], name: "Find baseline" }, "findArtifactsFromResource", {
      account: ACCOUNT,
      app: APP,
      cloudProvider: "kubernetes",
      location: NAMESPACE,
      mode: "static",
      manifestName: `deployment ${APP}`,
    }),
    deploys({ refId: "2b", after: [], name: "Deploy canary config" }, [configMapOf("canary")]),
    deploys(
      { refId: "3a", after: ["2b"], name: canary },
      [deploymentOf({ name: `${APP}-canary`, version: "canary", config: "canary", replicas: 1 })],
      GO_ON,
    ),
    // Spinnaker puts the image and the ConfigMap that were found in production in place of these. The canary must not wait
    // for the stage that found them, or it would get them, too.
    deploys(
      { refId: "3b", after: ["2a"], name: baseline },
      [deploymentOf({ name: `${APP}-baseline`, version: "baseline", config: "prod", replicas: 1 })],
      GO_ON,
    ),
    stage({ refId: "4", after: ["3a", "3b"], name: analysis }, "kayentaCanary", {
      analysisType: "realTime",
      canaryConfig: {
        beginCanaryAnalysisAfterMins: "0",
        canaryAnalysisIntervalMins: "1",
        canaryConfigName: "kayenta-test",
        lifetimeDuration: "PT0H3M",
        scoreThresholds: { marginal: "75", pass: "95" },
        scopes: [
          {
            scopeName: "default",
            controlScope: "baseline",
            controlLocation: NAMESPACE,
            experimentScope: "canary",
            experimentLocation: NAMESPACE,
            step: 5,
            extendedScopeParams: {},
          },
        ],
      },
      ...onlyIf(canary, baseline),
      ...GO_ON,
    }),
    stage({ refId: "5a", after: ["4"], name: promote }, "pipeline", {
      application: APP,
      pipeline: DEPLOY_ID,
      pipelineParameters: { successRate: SUCCESS_RATE },
      waitForCompletion: true,
      ...onlyIf(analysis),
      ...GO_ON,
    }),
    deletes({ refId: "5b", after: ["4"], name: "Delete canary" }, `${APP}-canary`),
    deletes({ refId: "5c", after: ["4"], name: "Delete baseline" }, `${APP}-baseline`),
    stage({ refId: "6", after: ["5a", "5b", "5c"], name: "Successful deployment" }, "checkPreconditions", {
      preconditions: [analysis, promote].map((name) => ({
        type: "expression",
        failPipeline: true,
        context: { expression: `\${ ${succeeded(name)} }`, failureMessage: `${name} did not succeed` },
      })),
    }),
  ]);
}
