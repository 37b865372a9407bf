import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Document, isMap, isScalar, parseDocument, visit, type YAMLMap } from "yaml";
import { foldersIn, libraries, librariesOf } from "./package-graph.ts";

const root = join(import.meta.dirname, "../../..");

/** What a package reads while it runs, beside its manifest: saved, it is copied into the pod. */
const SYNCED = ["src/**/*", "static/**/*", "flags.json", "shop-mix.json"];
/** Not in git: `npm run build` makes it. */
const BUILT = "loadgen/static";

/**
 * The certificate of a proxy that looks into TLS is handed to `npm ci` where Node is told of it, as it has to be on such a machine
 * anyway. skaffold leaves no flag out: --pull=false is what holds without it.
 */
const CERTIFICATE =
  "{{ if .NODE_EXTRA_CA_CERTS }}--secret=id=ca,src={{ .NODE_EXTRA_CA_CERTS }}{{ else }}--pull=false{{ end }}";

/** The image that holds all the others. */
export const SHOP_BUILD_ARGS = { SERVICE: "tools/shop", SOURCES: "." } as const;

interface Image {
  readonly name: string;
  readonly folder: string;
}

/** In this order, which the dev profile counts by. */
const shop: readonly Image[] = [
  ...foldersIn("services").map((name) => ({ name, folder: `services/${name}` })),
  { name: "loadgenerator", folder: "loadgen" },
];

/** skaffold.yaml as it should be: what follows from the packages is written anew, all else and its comments stay. */
export function skaffoldYaml(): string {
  const document = parseDocument(readFileSync(join(root, "skaffold.yaml"), "utf8"));
  document.setIn(["build", "artifacts"], document.createNode(shop.map(artifactOf)));
  profile(document, "dev").set("patches", document.createNode(shop.flatMap(devPatches)));
  profile(document, "traces-light").setIn(
    ["patches", 0, "value"],
    document.createNode(artifactOf({ name: "traces", folder: "traceview" })),
  );
  profile(document, "k3s-tiny").setIn(
    ["build", "artifacts"],
    document.createNode([{ image: "shop", docker: docker(SHOP_BUILD_ARGS) }]),
  );
  shorten(document);
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/** The Dockerfile's arguments for a package: what it is, and the libraries that it does without. */
export function buildArgsOf(folder: string): Readonly<Record<string, string>> {
  const imported = new Set(librariesOf(folder));
  const leftOut = libraries.filter((library) => !imported.has(library));
  return { SERVICE: folder, ...Object.fromEntries(leftOut.map((library) => [library.toUpperCase(), "protos"])) };
}

function artifactOf({ name, folder }: Image) {
  return { image: name, docker: docker(buildArgsOf(folder)) };
}

function docker(buildArgs: Readonly<Record<string, string>>) {
  return { dockerfile: "Dockerfile", target: "runtime", buildArgs, cliFlags: [CERTIFICATE] };
}

function devPatches({ folder }: Image, index: number) {
  const own = SYNCED.filter((pattern) => existsSync(join(root, folder, pattern.split("/")[0]!)));
  const sources = [
    ...own.map((pattern) => `${folder}/${pattern}`).filter((pattern) => !pattern.startsWith(BUILT)),
    `libs/{${librariesOf(folder).join(",")}}/src/**/*`,
    "protos/**/*",
  ];
  return [
    { op: "replace", path: `/build/artifacts/${index}/docker/target`, value: "dev" },
    {
      op: "add",
      path: `/build/artifacts/${index}/sync`,
      value: { manual: sources.map((src) => ({ src, dest: "/src" })) },
    },
  ];
}

/** A profile's map in the document. */
function profile(document: Document, name: string): YAMLMap {
  const index = (document.toJS() as { profiles: { name: string }[] }).profiles.findIndex((one) => one.name === name);
  const found = document.getIn(["profiles", index]);
  if (!isMap(found)) throw new Error(`skaffold.yaml has no profile ${name}`);
  return found;
}

/** What is said twelve times is said on one line. */
function shorten(document: Document): void {
  visit(document, {
    Map(_, node) {
      if (node.has("src")) node.flow = true;
    },
    Pair(_, { key, value }) {
      if (isScalar(key) && key.value === "buildArgs" && isMap(value)) value.flow = true;
    },
  });
}
