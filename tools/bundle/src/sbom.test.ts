import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { sbomOf } from "./sbom.ts";

const root = join(import.meta.dirname, "../../..");
const { version: shopVersion } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };

interface Locked {
  readonly name?: string;
  readonly version?: string;
  readonly integrity?: string;
  /** The target folder of a link. */
  readonly resolved?: string;
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
  packages: Readonly<Record<string, Locked>>;
};

/** "node_modules/a/node_modules/@b/c" → "@b/c"; a workspace's folder → its name. */
const nameOf = (folder: string) =>
  packages[folder]?.name ??
  (folder.includes("node_modules/") ? folder.split("node_modules/").at(-1)! : basename(folder));

/** The package that Node resolves from a folder: in the nearest node_modules above it. */
function find(from: string, name: string): string | undefined {
  for (let folder = from; ; folder = folder === "" ? "" : dirname(folder).replace(/^\.$/, "")) {
    const place = join(folder, "node_modules", name);
    const locked = packages[place];
    if (locked) return locked.link ? locked.resolved : place;
    if (folder === "") return undefined;
  }
}

/** name@version of all production dependencies of a workspace with their hashes, computed from the lockfile alone. */
function neededBy(workspace: string): ReadonlyMap<string, string | undefined> {
  const own = Object.keys(packages).find((folder) => !folder.includes("node_modules/") && nameOf(folder) === workspace);
  const folders = new Set([own!]);
  for (const folder of folders) {
    const { dependencies, optionalDependencies, peerDependencies } = packages[folder]!;
    for (const name of Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies })) {
      const found = find(folder, name);
      if (found !== undefined) folders.add(found);
    }
  }
  folders.delete(own!);
  return new Map(
    [...folders].map((folder) => [`${nameOf(folder)}@${packages[folder]!.version}`, packages[folder]!.integrity]),
  );
}

const IMAGES = ["adservice", "cartservice", "frontend", "loadgenerator", "@hipstershop/shop", "@hipstershop/traceview"];

describe.each(IMAGES)("the bill of materials of %s", (workspace) => {
  const bom = sbomOf(root, workspace, []);
  const itself = `${workspace}@${shopVersion}`;

  test("is about it, and lists grpc-js in the lockfile's version", () => {
    expect(bom.metadata.component["bom-ref"]).toBe(itself);
    const { version } = packages["node_modules/@grpc/grpc-js"]!;
    expect(bom.components.map((one) => one["bom-ref"])).toContain(`@grpc/grpc-js@${version}`);
  });

  test("lists what production needs, by version and hash, and nothing else", () => {
    const needed = neededBy(workspace);
    expect(needed.size).toBeGreaterThan(20);
    expect(bom.components.map((one) => one["bom-ref"]).toSorted()).toEqual([...needed.keys()].toSorted());
    expect(bom.dependencies.map(({ ref }) => ref).toSorted()).toEqual([...needed.keys(), itself].toSorted());
    for (const { "bom-ref": reference, hashes } of bom.components) {
      const [algorithm = "", base64 = ""] = needed.get(reference)?.split("-") ?? [];
      const content = Buffer.from(base64, "base64").toString("hex");
      if (algorithm)
        expect(hashes, reference).toEqual([{ alg: algorithm.toUpperCase().replace("SHA", "SHA-"), content }]);
    }
  });

  test("is the same twice", () => {
    expect(sbomOf(root, workspace, [])).toEqual(bom);
  });
});

test("what has no file in the bundle is excluded, and a package below another is found", () => {
  const files = ["../../node_modules/@grpc/grpc-js/build/src/index.js", "node_modules/a/node_modules/long/index.js"];
  const { components } = sbomOf(root, "cartservice", files);
  const required = components
    .filter(({ scope }) => scope === "required")
    .map((one) => one["bom-ref"].replace(/@[^@]*$/, ""));
  expect(new Set(required.filter((name) => !name.startsWith("@hipstershop/")))).toEqual(
    new Set(["@grpc/grpc-js", "long"]),
  );
});

/** A repository with a service, a library, and two development tools: one of the root and one of the library. */
function writeRepository(folder: string): void {
  const manifests: Readonly<Record<string, Locked & { devDependencies?: Record<string, string> }>> = {
    "": { name: "repository", version: "1.0.0", devDependencies: { roottool: "1.0.0" } },
    service: { name: "service", version: "1.0.0", dependencies: { library: "1.0.0", shared: "1.0.0" } },
    library: { name: "library", version: "1.0.0", dependencies: { deep: "1.0.0" }, devDependencies: { tool: "1.0.0" } },
  };
  for (const [place, manifest] of Object.entries(manifests)) {
    mkdirSync(join(folder, place), { recursive: true });
    const workspaces = place === "" ? { workspaces: ["service", "library"] } : {};
    writeFileSync(join(folder, place, "package.json"), JSON.stringify({ ...manifest, ...workspaces }));
  }
  const installed = (name: string, others: object = {}) => [`node_modules/${name}`, { version: "1.0.0", ...others }];
  const elsewhere = Object.fromEntries([
    installed("shared"),
    installed("deep"),
    installed("onlytools", { dev: true }),
    ...["roottool", "tool"].map((name) =>
      installed(name, { dev: true, dependencies: { shared: "1.0.0", onlytools: "1.0.0" } }),
    ),
    ...["service", "library"].map((name) => [`node_modules/${name}`, { resolved: name, link: true }]),
  ]) as Record<string, Locked>;
  const lock = {
    lockfileVersion: 3,
    requires: true,
    packages: { ...manifests, "": { ...manifests[""], workspaces: ["service", "library"] }, ...elsewhere },
  };
  writeFileSync(join(folder, "package-lock.json"), JSON.stringify(lock));
}

test("a tool is left out with what only tools need; what tools need as well is listed", () => {
  const folder = mkdtempSync(join(tmpdir(), "sbom-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeRepository(folder);
  const { components, dependencies } = sbomOf(folder, "service", []);
  expect(components.map((one) => one["bom-ref"]).toSorted()).toEqual(["deep@1.0.0", "library@1.0.0", "shared@1.0.0"]);
  expect(dependencies.find(({ ref }) => ref === "library@1.0.0")?.dependsOn).toEqual(["deep@1.0.0"]);
});

test("a package that is no workspace is refused", () => {
  expect(() => sbomOf(root, "nosuchservice", [])).toThrow("nosuchservice");
});

test("the image says where its bill of materials is", () => {
  expect(readFileSync(join(root, "Dockerfile"), "utf8")).toContain('sbom="/app/sbom.cdx.json"');
  expect(readFileSync(join(import.meta.dirname, "main.ts"), "utf8")).toContain('"sbom.cdx.json"');
});
