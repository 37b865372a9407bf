import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { sbomOf } from "./sbom.ts";

const root = join(import.meta.dirname, "../../..");

interface Locked {
  readonly name?: string;
  readonly version?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
  readonly link?: boolean;
}

const { packages } = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as {
  packages: Readonly<Record<string, Locked>>;
};
/** "services/adservice" and "node_modules/adservice" → "adservice"; scopes stay. */
const nameOf = (path: string) =>
  path
    .split("node_modules/")
    .at(-1)!
    .split("/")
    .slice(path.includes("node_modules/") ? 0 : -1)
    .join("/");
/** name@version of everything in the lockfile that production may need, with the hash of its archive. */
const locked = new Map(
  Object.entries(packages)
    .filter(([path, { dev, link }]) => path !== "" && !dev && !link)
    .map(([path, { name, version, integrity }]) => [`${name ?? nameOf(path)}@${version}`, integrity]),
);
const IMAGES = ["adservice", "cartservice", "frontend", "loadgenerator", "@hipstershop/shop", "@hipstershop/traceview"];

describe.each(IMAGES)("the bill of materials of %s", (workspace) => {
  const bom = sbomOf(root, workspace, []);

  test("is about it, and lists grpc-js in the lockfile's version", () => {
    expect(bom.metadata.component["bom-ref"]).toBe(`${workspace}@0.1.0`);
    const { version } = packages["node_modules/@grpc/grpc-js"]!;
    expect(bom.components.map((one) => one["bom-ref"])).toContain(`@grpc/grpc-js@${version}`);
  });

  test("lists nothing that is not in the lockfile, by version and hash, and nothing for development", () => {
    expect(bom.components.length).toBeGreaterThan(20);
    for (const { "bom-ref": reference, hashes } of bom.components) {
      expect([...locked.keys()]).toContain(reference);
      const [algorithm = "", base64 = ""] = locked.get(reference)?.split("-") ?? [];
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

test("a package that is no workspace is refused", () => {
  expect(() => sbomOf(root, "nosuchservice", [])).toThrow("nosuchservice");
});

test("the image says where its bill of materials is", () => {
  expect(readFileSync(join(root, "Dockerfile"), "utf8")).toContain('sbom="/app/sbom.cdx.json"');
  expect(readFileSync(join(import.meta.dirname, "main.ts"), "utf8")).toContain('"sbom.cdx.json"');
});
