import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const file = join(import.meta.dirname, "../../../package.json");
const { version: tag } = z.looseObject({ version: z.string() }).parse(JSON.parse(readFileSync(file, "utf8")));
const APP = "sampleapp";
const METRICS = 8000;

interface Version {
  readonly name: string;
  /** The value of the pods' label version, by which Prometheus and the canary analysis tell them apart. */
  readonly version: string;
  /** The version whose ConfigMap they read. */
  readonly config: string;
  readonly replicas: number;
}

/** A Deployment of the sample app, complete in itself: Spinnaker does not read kustomizations. */
export function deploymentOf({ name, version, config, replicas }: Version): object {
  const labels = { app: APP, version };
  const probe = { httpGet: { path: "/healthz", port: "http" } };
  const restricted = { runAsNonRoot: true, runAsUser: 65_532, runAsGroup: 65_532 };
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, labels },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          enableServiceLinks: false,
          terminationGracePeriodSeconds: 10,
          securityContext: { ...restricted, seccompProfile: { type: "RuntimeDefault" } },
          containers: [
            {
              name: "server",
              image: `${APP}:${tag}`,
              ports: [
                { name: "http", containerPort: 8080 },
                { name: "metrics", containerPort: METRICS },
              ],
              envFrom: [{ configMapRef: { name: `${APP}-config-${config}` } }],
              env: [
                { name: "NODE_OPTIONS", value: "--max-semi-space-size=4 --max-old-space-size=64" },
                { name: "PORT", value: "8080" },
                { name: "METRICS_PORT", value: String(METRICS) },
                { name: "SERVICE_VERSION", value: version },
              ],
              startupProbe: { periodSeconds: 1, failureThreshold: 30, ...probe },
              readinessProbe: { periodSeconds: 5, timeoutSeconds: 2, ...probe },
              livenessProbe: { periodSeconds: 10, timeoutSeconds: 5, ...probe },
              lifecycle: { preStop: { sleep: { seconds: 3 } } },
              resources: { requests: { cpu: "25m", memory: "64Mi" }, limits: { cpu: "500m", memory: "160Mi" } },
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
              },
            },
          ],
        },
      },
    },
  };
}

/** As in the post: all versions share the requests, each pod an equal part of them. */
export function serviceOf(): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: APP, labels: { app: APP } },
    spec: {
      type: "NodePort",
      selector: { app: APP },
      ports: [
        { name: "http", port: 8080, targetPort: "http", nodePort: 32_001 },
        { name: "metrics", port: METRICS, targetPort: "metrics", nodePort: 32_002 },
      ],
    },
  };
}

/** The name by which Prometheus finds the pods of a version. */
export function metricsOf(version: string): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: `${APP}-${version}`, labels: { app: APP } },
    spec: { clusterIP: "None", selector: { app: APP, version }, ports: [{ name: "metrics", port: METRICS }] },
  };
}
