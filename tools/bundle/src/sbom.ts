import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The part of a CycloneDX component that is read here; npm writes more. */
export interface Component {
  readonly "bom-ref": string;
  readonly name: string;
  readonly version: string;
  /** "excluded": a declared dependency of which nothing is in the bundle. */
  readonly scope: "required" | "optional" | "excluded";
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
}

export interface Sbom {
  readonly bomFormat: "CycloneDX";
  readonly metadata: { readonly component: { readonly "bom-ref": string; readonly name: string } };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

interface Lockfile {
  /** By folder. Only packages of this repository have devDependencies here. */
  readonly packages: Readonly<
    Record<string, { readonly name?: string; readonly devDependencies?: Readonly<Record<string, string>> }>
  >;
}

interface NpmSbom extends Sbom {
  readonly serialNumber?: string;
  readonly metadata: Sbom["metadata"] & { readonly timestamp?: string };
}

/**
 * The bill of materials of a workspace, made by `npm sbom` from the lockfile: its production dependencies with their hashes and
 * licences. The same lockfile gives the same document. `inputs` are the files in the bundle; dependencies without any are marked
 * "excluded". (npm's own --omit=dev would also leave out packages that another workspace needs for development only, such as
 * @opentelemetry/api.)
 */
export function sbomOf(root: string, workspace: string, inputs: readonly string[]): Sbom {
  const args = ["sbom", "--package-lock-only", "--sbom-format=cyclonedx", `--workspace=${workspace}`];
  const { stdout, stderr, status, error } = spawnSync("npm", args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 26 });
  if (status !== 0) throw new Error(`npm sbom of ${workspace}: ${error?.message ?? stderr}`);
  const { serialNumber: _, metadata, components, dependencies, ...rest } = JSON.parse(stdout) as NpmSbom;
  const { timestamp: __, component: root_, ...about } = metadata;
  const own = components.find((one) => one["bom-ref"].startsWith(`${workspace}@`));
  if (!own) throw new Error(`npm sbom knows no ${workspace}`);
  const bundled = new Set(inputs.map(packageOf));
  const needed = productionPackages(own["bom-ref"], dependencies, devDependenciesOf(root));
  return {
    ...rest,
    metadata: { ...about, component: own },
    components: components
      .filter((one) => one !== own && needed.has(one["bom-ref"]))
      .map((one) => withScope(one, bundled)),
    dependencies: dependencies
      .filter(({ ref }) => ref !== root_["bom-ref"] && needed.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => needed.has(one)) })),
  };
}

/** The devDependencies of each workspace, by its name. */
function devDependenciesOf(root: string): ReadonlyMap<string, ReadonlySet<string>> {
  const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as Lockfile;
  return new Map(
    Object.entries(packages).flatMap(([folder, { name, devDependencies }]) =>
      devDependencies ? [[name ?? folder.split("/").at(-1)!, new Set(Object.keys(devDependencies))]] : [],
    ),
  );
}

/** All packages that can be reached from one without following a devDependency. */
function productionPackages(
  from: string,
  dependencies: Sbom["dependencies"],
  development: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlySet<string> {
  const next = new Map(dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
  const reached = new Set([from]);
  // The set grows during the loop.
  for (const ref of reached) {
    const left = development.get(nameOf(ref));
    for (const one of next.get(ref) ?? []) if (!left?.has(nameOf(one))) reached.add(one);
  }
  return reached;
}

/** The component with its scope. Packages of this repository have no hashes; they are always bundled. */
function withScope(one: Component, bundled: ReadonlySet<string>): Component {
  const name = nameOf(one["bom-ref"]);
  return { ...one, scope: one.hashes === undefined || bundled.has(name) ? "required" : "excluded" };
}

/** "@scope/name@1.0.0" → "@scope/name". */
function nameOf(reference: string): string {
  return reference.replace(/@[^@]*$/, "");
}

/** ".../node_modules/@scope/name/file.js" → "@scope/name". */
function packageOf(file: string): string {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? "";
}
