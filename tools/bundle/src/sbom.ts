import { spawnSync } from "node:child_process";

/** The part of a CycloneDX document that is looked at here; npm fills in more. */
export interface Component {
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
  /** "excluded": declared, but nothing of it is in the bundle. */
  readonly scope: "required" | "optional" | "excluded";
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}

export interface Sbom {
  readonly bomFormat: "CycloneDX";
  readonly metadata: { readonly component: { readonly "bom-ref": string; readonly name: string } };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

interface NpmSbom extends Sbom {
  readonly serialNumber?: string;
  readonly metadata: Sbom["metadata"] & { readonly timestamp?: string };
}

/**
 * What a workspace is made of, by npm, from the lockfile alone: the packages it depends on in production, with their
 * hashes and licences. The same lockfile gives the same document. `inputs`, the files in the bundle, tell which are there.
 */
export function sbomOf(root: string, workspace: string, inputs: readonly string[]): Sbom {
  const args = ["sbom", "--package-lock-only", "--omit=dev", "--sbom-format=cyclonedx", `--workspace=${workspace}`];
  const { stdout, stderr, status, error } = spawnSync("npm", args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`npm sbom of ${workspace}: ${error?.message ?? stderr}`);
  const { serialNumber: _, metadata, components, dependencies, ...rest } = JSON.parse(stdout) as NpmSbom;
  const { timestamp: __, component: root_, ...about } = metadata;
  const own = components.find((one) => one["bom-ref"].startsWith(`${workspace}@`));
  if (!own) throw new Error(`npm sbom knows no ${workspace}`);
  const bundled = new Set(inputs.map(packageOf));
  return {
    ...rest,
    metadata: { ...about, component: own },
    components: components.filter((one) => one !== own).map((one) => scoped(one, bundled)),
    dependencies: dependencies.filter(({ ref }) => ref !== root_["bom-ref"]),
  };
}

/** Libraries of this repository have no folder in node_modules and are always bundled. */
function scoped(one: Component, bundled: ReadonlySet<string>): Component {
  const name = one["bom-ref"].replace(/@[^@]*$/, "");
  return { ...one, scope: one.hashes === undefined || bundled.has(name) ? "required" : "excluded" };
}

/** ".../node_modules/@scope/name/file.js" → "@scope/name". */
function packageOf(file: string): string {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? "";
}
