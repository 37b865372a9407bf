import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { z } from "zod";
import { callGraph } from "./call-graph.ts";

const base = join(import.meta.dirname, "../../../kubernetes-manifests/base");

/** Port of the metrics in pods of Knative, where 9090 is queue-proxy's. */
export const METRICS = 9464;
const MAX_SCALE = 5;
/** Seconds of the longest request, and also the time a pod has to end. Knative's default is 300. */
const TIMEOUT = 60;
/** The services for which every page waits. One cold start, the frontend's, is what a first visitor waits for. */
const ALWAYS_ON = new Set(["cartservice", "currencyservice", "productcatalogservice"]);
/** Deadlines that leave time for cold starts one after another: on the cart page two, in an order three. */
const DEADLINES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  frontend: { PAGE_DEADLINE_MS: "10000", CHECKOUT_DEADLINE_MS: "30000" },
  checkoutservice: { RPC_DEADLINE_MS: "10000" },
};
/** The frontend's pages cost most CPU; requests are counted, since they are short. */
const FRONTEND_SCALING = { "autoscaling.knative.dev/metric": "rps", "autoscaling.knative.dev/target": "50" };

const variable = z.looseObject({ name: z.string(), value: z.string().optional() });
const probe = z.looseObject({
  grpc: z.object({ port: z.number() }).optional(),
  httpGet: z.object({ path: z.string(), port: z.string() }).optional(),
});
const container = z.looseObject({
  name: z.string(),
  image: z.string(),
  ports: z.tuple([z.object({ name: z.string(), containerPort: z.number() })], z.unknown()),
  env: z.array(variable),
  envFrom: z.array(z.looseObject({})),
  readinessProbe: probe,
  livenessProbe: probe,
  resources: z.looseObject({}),
  securityContext: z.looseObject({}),
});
const deployment = z.looseObject({
  kind: z.literal("Deployment"),
  spec: z.looseObject({
    template: z.looseObject({
      spec: z.looseObject({
        serviceAccountName: z.string(),
        securityContext: z.looseObject({
          runAsNonRoot: z.boolean(),
          runAsUser: z.number(),
          runAsGroup: z.number(),
          seccompProfile: z.object({ type: z.string() }),
        }),
        containers: z.tuple([container]),
      }),
    }),
  }),
});

type Variable = z.infer<typeof variable>;

/**
 * Stays a Deployment. It has two ports, one of which Knative reserves (8013), and all other services keep a stream to it
 * open: it would never scale to zero, and Knative would end each stream after `timeoutSeconds`.
 */
const NOT_IN_KNATIVE = "flagservice";

/** The services that each overlay runs in Knative. */
export const KNATIVE = {
  knative: ["frontend"],
  "knative-all": callGraph()
    .map(({ name }) => name)
    .filter((name) => name !== NOT_IN_KNATIVE),
} as const satisfies Readonly<Record<string, readonly string[]>>;

/**
 * Knative services, made from base's Deployments, and for each a headless Service by which Prometheus finds its pods.
 * Fields that Knative refuses unless its feature flags are changed are left out: the pod's security context (what it says
 * is said of the container), topology spread, fieldRef, lifecycle, the grace period, and further ports.
 */
export function knativeServices(names: readonly string[]): readonly object[] {
  return names.flatMap((name) => [knativeService(name, names), metricsService(name)]);
}

/** Patches that delete what Knative replaces, and the policies, since requests come from other namespaces there. */
export function replacedByKnative(names: readonly string[]): readonly object[] {
  const kinds = [
    ["apps/v1", "Deployment"],
    ["v1", "Service"],
    ["policy/v1", "PodDisruptionBudget"],
    ["networking.k8s.io/v1", "NetworkPolicy"],
  ];
  return names.flatMap((name) =>
    kinds.map(([apiVersion, kind]) => ({ apiVersion, kind, metadata: { name }, $patch: "delete" })),
  );
}

function knativeService(name: string, names: readonly string[]): object {
  const { serviceAccountName, securityContext, containers } = deploymentOf(name).spec.template.spec;
  const [{ image, ports, resources, envFrom, ...own }] = containers;
  const { runAsNonRoot, runAsUser, runAsGroup, seccompProfile } = securityContext;
  const labels = labelsOf(name);
  const local = name === "frontend" ? {} : { "networking.knative.dev/visibility": "cluster-local" };
  const alwaysOn = names.length > 1 && ALWAYS_ON.has(name);
  return {
    apiVersion: "serving.knative.dev/v1",
    kind: "Service",
    metadata: { name, labels: { ...labels, ...local } },
    spec: {
      template: {
        metadata: {
          labels,
          annotations: {
            "autoscaling.knative.dev/min-scale": alwaysOn ? "1" : "0",
            "autoscaling.knative.dev/max-scale": String(MAX_SCALE),
            ...(name === "frontend" ? FRONTEND_SCALING : {}),
          },
        },
        spec: {
          serviceAccountName,
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          timeoutSeconds: TIMEOUT,
          containers: [
            {
              name: own.name,
              image,
              // Knative takes HTTP/2 without TLS for gRPC from the port's name.
              ports: [{ name: own.readinessProbe.grpc ? "h2c" : "http1", containerPort: ports[0].containerPort }],
              envFrom,
              env: environmentOf(name, own.env, names),
              // Without a period Knative asks every few milliseconds until the pod is ready.
              readinessProbe: handlerOf(own.readinessProbe),
              livenessProbe: { periodSeconds: 10, timeoutSeconds: 5, ...handlerOf(own.livenessProbe) },
              resources,
              securityContext: { ...own.securityContext, runAsNonRoot, runAsUser, runAsGroup, seccompProfile },
            },
          ],
        },
      },
    },
  };
}

/** base's variables, with the metrics' port, longer deadlines, and the addresses of those that are Knative services, too. */
function environmentOf(name: string, env: readonly Variable[], names: readonly string[]): readonly object[] {
  const kept = env.filter(({ name: key, value }) => value !== undefined && key !== "LAME_DUCK");
  const given = kept.map(({ name: key, value = "" }) => ({ name: key, value: addressOf(value, names) }));
  const namespace = {
    name: "SHOP_NAMESPACE",
    valueFrom: { configMapKeyRef: { name: "shop-namespace", key: "SHOP_NAMESPACE" } },
  };
  const deadlines = names.length > 1 ? (DEADLINES[name] ?? {}) : {};
  return [
    ...(given.some(({ value }) => value.includes("$(SHOP_NAMESPACE)")) ? [namespace] : []),
    { name: "METRICS_PORT", value: String(METRICS) },
    ...given,
    ...Object.entries(deadlines).map(([key, value]) => ({ name: key, value })),
  ];
}

/** The ingress tells services apart by this name, which gRPC clients send as the authority, and has port 80 for all. */
function addressOf(value: string, names: readonly string[]): string {
  const [host = ""] = value.split(":");
  return names.includes(host) ? `${host}.$(SHOP_NAMESPACE).svc.cluster.local:80` : value;
}

/** Knative sends every probe to the only port that it knows. The cart's metrics page has another one. */
function handlerOf({ grpc, httpGet }: z.infer<typeof probe>): object {
  if (grpc) return { grpc: { port: grpc.port } };
  return httpGet && httpGet.port !== "metrics" ? { httpGet: { path: httpGet.path } } : { tcpSocket: {} };
}

/** DNS answers with one address per pod, also with none. Knative's own Services lead to the ingress or to queue-proxy. */
function metricsService(name: string): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: `${name}-metrics`, labels: labelsOf(name) },
    spec: {
      clusterIP: "None",
      selector: { app: name },
      ports: [{ name: "metrics", port: METRICS, targetPort: METRICS }],
    },
  };
}

function deploymentOf(name: string): z.infer<typeof deployment> {
  const documents = parseAllDocuments(readFileSync(join(base, `${name}.yaml`), "utf8"));
  const found = documents.find((document) => document.get("kind") === "Deployment");
  return deployment.parse(found?.toJS());
}

const labelsOf = (app: string) => ({ app, "app.kubernetes.io/part-of": "hipster-shop" });
