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
};
/** Never to be installed: the Jaeger propagator (CVE-2026-59892), which nothing here needs. */
const BANNED = ["@opentelemetry/propagator-jaeger"];

interface Lockfile {
  readonly packages: Readonly<
    Record<
      string,
      { readonly version?: string; readonly resolved?: string; readonly integrity?: string; readonly link?: boolean }
    >
  >;
}

const lock = JSON.parse(read("package-lock.json")) as Lockfile;
const installed = Object.entries(lock.packages)
  .filter(([path, { link }]) => path.includes("node_modules/") && !link)
  .map(([path, { version = "" }]) => ({
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
  expect(tooOld).toEqual([]);
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
