import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";

export const root = join(import.meta.dirname, "../../..");
/** The shop's version, which is its images' tag. */
export const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
export const manifests = join(root, "kubernetes-manifests");
export const read = (file: string) => readFileSync(join(root, file), "utf8");
export const foldersIn = (folder: string) => readdirSync(join(manifests, folder));

/** What a test needs of a Kubernetes object. */
export interface Resource {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: Readonly<Record<string, never>>;
  readonly data?: Readonly<Record<string, string>>;
}

interface Env {
  readonly name: string;
  readonly value?: string;
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly args?: readonly string[];
  readonly env?: readonly Env[];
  readonly ports?: readonly { readonly name: string; readonly containerPort: number }[];
  readonly securityContext?: Readonly<Record<string, unknown>>;
  readonly resources: Readonly<Record<"requests" | "limits", { readonly cpu?: string; readonly memory: string }>>;
  readonly livenessProbe?: Readonly<Record<string, unknown>>;
  readonly readinessProbe?: Readonly<Record<string, unknown>>;
}

export interface PodTemplate {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: { readonly automountServiceAccountToken: boolean; readonly containers: readonly Container[] };
}

export function has(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: "ignore" }).error === undefined;
}

export function parse(text: string): Resource[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as Resource | null)
    .filter((resource) => resource !== null);
}

/** What kubectl would apply of a folder. */
export function rendered(folder: string): Resource[] {
  const { stdout, stderr, status } = spawnSync("kubectl", ["kustomize", join(manifests, folder)], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`kubectl kustomize ${folder}: ${stderr}`);
  return parse(stdout);
}

/** All objects of base's files, as they are written. */
export function baseFiles(): Resource[] {
  return readdirSync(join(manifests, "base"))
    .filter((file) => file.endsWith(".yaml") && file !== "kustomization.yaml")
    .flatMap((file) => parse(read(`kubernetes-manifests/base/${file}`)));
}

/** What Kubernetes' restricted profile asks of a pod, and that it has no token. */
export const RESTRICTED_POD = {
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
};

/** What it asks of a container, and that it writes to its volumes only. */
export const RESTRICTED_CONTAINER = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};

export const templateOf = (deployment: Resource) => (deployment.spec as unknown as { template: PodTemplate }).template;
