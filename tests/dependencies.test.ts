import { describe, expect, test } from "vitest";
import { packages, read } from "./support/workspace.ts";

/** Below these versions the packages have published weaknesses that reach us. */
const MINIMUM: Readonly<Record<string, string>> = {
  "@grpc/grpc-js": "1.14.4",
  "@opentelemetry/core": "2.8.0",
  "@opentelemetry/exporter-prometheus": "0.217.0",
  fastify: "5.12.3",
  "@fastify/static": "10.1.3",
  protobufjs: "7.5.6",
  ioredis: "6.0.0",
  vitest: "4.1.8",
  nx: "24.0.6",
  uuid: "14.0.0",
};
/**
 * An older uuid that CVE-2026-41907 does not reach: jaeger-client calls v4 without a buffer of its own. It belongs to the
 * exporter that is used only where asked for, and is in no image.
 */
const UNREACHED = ["node_modules/uuid 8.3.2"];
/** Never to be installed: the Jaeger propagator (CVE-2026-59892), which nothing here needs. */
const BANNED = ["@opentelemetry/propagator-jaeger"];

interface LockedPackage {
  readonly version?: string;
  readonly resolved?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

const lock = JSON.parse(read("package-lock.json")) as Lockfile;
const installed = Object.entries(lock.packages)
  .filter(([path, { link }]) => path.includes("node_modules/") && !link)
  .map(([path, { version = "" }]) => ({
    place: `${path} ${version}`,
    name: path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length),
    version,
  }));

/** Compares dotted versions number by number; a pre-release counts as its release. */
function isAtLeast(version: string, minimum: string): boolean {
  const [a, b] = [version, minimum].map((text) => text.split(/[.-]/).slice(0, 3).map(Number)) as [number[], number[]];
  const at = [0, 1, 2].find((i) => a[i] !== b[i]);
  return at === undefined || (a[at] ?? 0) > (b[at] ?? 0);
}

test("no package with a known weakness is installed", () => {
  const tooOld = installed.filter(({ name, version }) => !isAtLeast(version, MINIMUM[name] ?? "0.0.0"));
  expect(tooOld.map(({ place }) => place)).toEqual(UNREACHED);
  expect(installed.filter(({ name }) => BANNED.includes(name))).toEqual([]);
  for (const name of Object.keys(MINIMUM))
    expect(
      installed.some((one) => one.name === name),
      name,
    ).toBe(true);
});

test.each([
  ["1.14.3", "1.14.4", false],
  ["1.14.4", "1.14.4", true],
  ["1.15.0", "1.14.4", true],
  ["0.99.99", "1.0.0", false],
  ["2.0.0-beta.1", "2.0.0", true],
])("%s is at least %s: %s", (version, minimum, expected) => expect(isAtLeast(version, minimum)).toBe(expected));

describe("every dependency", () => {
  test("is pinned to one version", () => {
    const manifests = ["package.json", ...packages().map(({ folder }) => `${folder}/package.json`)];
    const loose = manifests.flatMap((file) => {
      const { dependencies = {}, devDependencies = {} } = JSON.parse(read(file)) as Record<
        string,
        Record<string, string>
      >;
      return Object.entries({ ...dependencies, ...devDependencies })
        .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
        .map(([name, version]) => `${file}: ${name} ${version}`);
    });
    expect(loose).toEqual([]);
  });

  test("is argued for in one line of docs/decisions", () => {
    const argued = read("docs/decisions/0007-dependencies.md");
    const own = new Set(packages().flatMap(({ dependencies }) => [...dependencies]));
    expect(
      [...own].filter(
        (name) =>
          !name.startsWith("@hipstershop/") &&
          !packages().some((p) => p.name === name) &&
          !argued.includes(`\`${name}\``),
      ),
    ).toEqual([]);
  });

  test("is installed only with the content that was locked: npm compares its hash", () => {
    const packages = Object.entries(lock.packages).filter(
      ([path, { link }]) => path.includes("node_modules/") && !link,
    );
    expect(packages.length).toBeGreaterThan(300);
    expect(packages.filter(([, { integrity = "" }]) => !integrity.startsWith("sha512-"))).toEqual([]);
  });

  test("comes from wherever the user's registry is: the lockfile names no host", () => {
    expect(Object.entries(lock.packages).filter(([, { resolved }]) => resolved?.includes("://"))).toEqual([]);
  });
});

/** Where Node finds a package from the folder of another, links of this repository followed. */
function found(from: string, name: string): string | undefined {
  const path = `${from === "" ? "" : `${from}/`}node_modules/${name}`;
  const at = lock.packages[path];
  if (at) return at.link ? at.resolved : path;
  if (from === "") return undefined;
  return found(from.slice(0, Math.max(0, from.lastIndexOf("/node_modules/"))), name);
}

/** Packages of others that one needs in production, directly or not. */
function neededBy(folder: string): readonly string[] {
  const reached = new Set([folder]);
  // The set grows during the loop.
  for (const path of reached)
    for (const name of Object.keys(lock.packages[path]?.dependencies ?? {})) {
      const place = found(path, name);
      if (place !== undefined) reached.add(place);
    }
  return [...reached].filter((path) => path.includes("node_modules/"));
}

test.each([
  ["services/adservice", 80],
  ["services/cartservice", 90],
  ["services/checkoutservice", 90],
  ["services/currencyservice", 80],
  ["services/emailservice", 90],
  ["services/flagservice", 85],
  ["services/frontend", 140],
  ["services/paymentservice", 90],
  ["services/productcatalogservice", 80],
  ["services/recommendationservice", 80],
  ["services/shippingservice", 80],
  ["labs", 125],
  ["loadgen", 115],
  ["traceview", 125],
  ["tools/canary", 125],
  ["tools/shop", 190],
])("%s needs at most %d packages of others", (folder, most) => {
  const needed = neededBy(folder);
  expect(needed.length).toBeLessThanOrEqual(most);
  expect(needed.length).toBeGreaterThan(most / 2);
});

test("npm takes no package that is younger than a week, or from a git repository", () => {
  const settings = read(".npmrc").split("\n");
  for (const setting of ["save-exact=true", "min-release-age=7", "allow-git=none"]) expect(settings).toContain(setting);
  const { allowScripts } = JSON.parse(read("package.json")) as { readonly allowScripts: Record<string, boolean> };
  // Node's own binary, and esbuild's.
  expect(Object.keys(allowScripts).filter((name) => allowScripts[name])).toEqual(["node", "esbuild"]);
});
