import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { parseAllDocuments } from "yaml";

export const root = join(import.meta.dirname, "../../..");
/** The shop's version, the tag of its images. */
export const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
export const manifests = join(root, "kubernetes-manifests");
export const read = (file: string) => readFileSync(join(root, file), "utf8");
export const foldersIn = (folder: string) => readdirSync(join(manifests, folder));

/** The part of a Kubernetes object that the tests read. */
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

const printed = new Map<string, Resource[]>();

/** The objects that `kubectl kustomize` prints for a folder, which must not be changed: a folder is built once. */
export function rendered(folder: string): Resource[] {
  const known = printed.get(folder);
  if (known) return known;
  const { stdout, stderr, status } = spawnSync("kubectl", ["kustomize", join(manifests, folder)], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  if (status !== 0) throw new Error(`kubectl kustomize ${folder}: ${stderr}`);
  const objects = parse(stdout);
  printed.set(folder, objects);
  return objects;
}

/** A kustomization elsewhere; what it builds on is named by its place in kubernetes-manifests. */
export interface Kustomization {
  readonly resources: readonly string[];
  readonly components?: readonly string[];
  readonly namespace?: string;
  readonly configMapGenerator?: readonly object[];
}

/** The objects of a kustomization that is not in the repository, as somebody writes it for a cluster of their own. */
export function renderedElsewhere({ resources, components = [], ...rest }: Kustomization): Resource[] {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "kustomization-")));
  const from = (names: readonly string[]) => names.map((name) => relative(folder, join(realpathSync(manifests), name)));
  const text = JSON.stringify({ resources: from(resources), components: from(components), ...rest });
  try {
    writeFileSync(join(folder, "kustomization.yaml"), text);
    return rendered(relative(manifests, folder));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** All objects in base's files. */
export function baseFiles(): Resource[] {
  return readdirSync(join(manifests, "base"))
    .filter((file) => file.endsWith(".yaml") && file !== "kustomization.yaml")
    .flatMap((file) => parse(read(`kubernetes-manifests/base/${file}`)));
}

/** A pod's part of Kubernetes' restricted profile, without a service account token. */
export const RESTRICTED_POD = {
  automountServiceAccountToken: false,
  securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
};

/** A container's part of it, with a read-only root file system. */
export const RESTRICTED_CONTAINER = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ["ALL"] },
};

export const templateOf = (deployment: Resource) => (deployment.spec as unknown as { template: PodTemplate }).template;
