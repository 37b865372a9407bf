import { execFileSync } from "node:child_process";
import { matchesGlob } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { libraries, librariesOf } from "../src/package-graph.ts";
import { type Container, foldersIn, has, read, rendered, root, templateOf } from "./support.ts";

interface Artifact {
  readonly image: string;
  readonly docker: { readonly buildArgs: Readonly<Record<string, string>> };
}
interface Patch {
  readonly path: string;
  readonly value: string | { readonly manual: readonly { readonly src: string; readonly dest: string }[] };
}
interface Skaffold {
  readonly build: { readonly artifacts: readonly Artifact[] };
  readonly resourceSelector: { readonly allow: readonly { readonly groupKind: string; readonly labels: string[] }[] };
  readonly profiles: readonly { readonly name: string; readonly patches?: readonly Patch[] }[];
}

const skaffold = parse(read("skaffold.yaml")) as Skaffold;
const { artifacts } = skaffold.build;
const patches = skaffold.profiles.find(({ name }) => name === "dev")!.patches!;
const patchOf = (index: number, what: string) =>
  patches.find(({ path }) => path === `/build/artifacts/${index}/${what}`)?.value;

const ignored = read("Dockerfile.dockerignore")
  .split("\n")
  .filter((line) => line !== "");
const files = execFileSync("git", ["ls-files"], { cwd: root, encoding: "utf8" })
  .split("\n")
  .filter((file) => !ignored.some((pattern) => matchesGlob(file, pattern) || matchesGlob(file, `${pattern}/**`)));

/** Files of the repository in the dev stage of an image, besides package.json files. */
function filesIn({ docker: { buildArgs } }: Artifact): string[] {
  const left = libraries.filter((library) => buildArgs[library.toUpperCase()] === undefined);
  const folders = ["protos", buildArgs["SERVICE"]!, ...left.map((library) => `libs/${library}`)];
  return files.filter((file) => folders.some((folder) => file.startsWith(`${folder}/`)));
}

/** Files whose change requires a new image. */
const ASKS_FOR_A_BUILD = /\/(package|tsconfig)\.json$/;

describe("skaffold dev", () => {
  test.each(artifacts.map((artifact, index) => ({ index, artifact, image: artifact.image })))(
    "copies every saved file of $image and of the libraries it imports into its pod, and of no other",
    ({ index, artifact }) => {
      expect(patchOf(index, "docker/target")).toBe("dev");
      const { manual: rules } = patchOf(index, "sync") as Exclude<Patch["value"], string>;
      expect(rules.every(({ dest }) => dest === "/src")).toBe(true);
      const copied = (file: string) => rules.some(({ src }) => matchesGlob(file, src));
      const sources = filesIn(artifact);
      expect(sources.length).toBeGreaterThan(30);
      expect(sources.filter((file) => !copied(file) && !ASKS_FOR_A_BUILD.test(file))).toEqual([]);
      expect(sources.filter((file) => copied(file) && ASKS_FOR_A_BUILD.test(file))).toEqual([]);
      // Skaffold rebuilds an image when a file in it changes that no sync rule matches.
      expect(files.filter((file) => copied(file) && !sources.includes(file))).toEqual([]);
      const imported = librariesOf(artifact.docker.buildArgs["SERVICE"]!).map((library) => `libs/${library}/`);
      expect(sources.filter((file) => file.startsWith("libs/") && !imported.some((l) => file.startsWith(l)))).toEqual(
        [],
      );
      expect(imported.every((library) => sources.some((file) => file.startsWith(library)))).toBe(true);
    },
  );

  test("has every image that skaffold builds, in the order in which the patches count", () => {
    expect(patches).toHaveLength(2 * artifacts.length);
    expect(artifacts.map(({ image }) => image)).toContain("frontend");
    expect(artifacts).toHaveLength(12);
  });

  test("the Dockerfile takes each library by an argument of its name, and no other way", () => {
    const dockerfile = read("Dockerfile");
    for (const library of libraries) {
      const argument = library.toUpperCase();
      expect(dockerfile).toContain(`ARG ${argument}=libs/${library}\nCOPY \${${argument}} /\${${argument}}\n`);
    }
    const others = dockerfile.split("\n").filter((line) => /^COPY .*libs/.test(line) && !line.includes("package.json"));
    expect(others).toEqual([]);
  });
});

describe.skipIf(!has("kubectl", "version", "--client"))("skaffold run (needs kubectl)", () => {
  test.each(["base", ...foldersIn("overlays").map((name) => `overlays/${name}`)])(
    "gives the pods of %s no label of its own, which would replace them at every run",
    (folder) => {
      const templates = rendered(folder).filter(({ spec }) => spec && "template" in spec);
      expect(templates.length).toBeGreaterThan(0);
      const kinds = new Set(templates.map(({ apiVersion, kind }) => `${kind}.${apiVersion.split("/")[0]}`));
      for (const kind of kinds) {
        const rule = skaffold.resourceSelector.allow.find(({ groupKind }) => groupKind === kind);
        expect(rule, kind).toMatchObject({ image: [".*"], labels: [".metadata.labels"] });
      }
    },
  );
});

describe.skipIf(!has("kubectl", "version", "--client"))("overlays/dev (needs kubectl)", () => {
  const containersOf = (overlay: string): ReadonlyMap<string, Container> =>
    new Map(
      rendered(overlay)
        .filter(({ kind }) => kind === "Deployment")
        .map((deployment) => [deployment.metadata.name, templateOf(deployment).spec.containers[0]!]),
    );
  const base = containersOf("base");
  const dev = containersOf("overlays/dev");

  test.each(artifacts.map(({ image }) => image))(
    "no probe restarts %s, which would lose what was copied into it",
    (name) => {
      expect(dev.get(name)).not.toHaveProperty("livenessProbe");
      expect(dev.get(name)).not.toHaveProperty("startupProbe");
    },
  );

  test.each(artifacts.map(({ image }) => image))("%s is ready when it would be elsewhere", (name) => {
    const ready = base.get(name)!.readinessProbe;
    expect(dev.get(name)!.readinessProbe).toEqual(ready && { ...ready, periodSeconds: 1 });
  });

  test.each(artifacts.map(({ image }) => image))(
    "%s has room for a program, what starts it, and a check of types",
    (name) => {
      const { resources, env } = dev.get(name)!;
      expect(resources.limits).toEqual({ memory: "768Mi" });
      // The heap limit is below the container's memory limit.
      expect(env!.find((variable) => variable.name === "NODE_OPTIONS")!.value).toContain("--max-old-space-size=192");
    },
  );
});
