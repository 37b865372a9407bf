import { readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { build, type Metafile, type Plugin } from "esbuild";

/** A module with all that only it imports, in a file of its own beside the bundle: read when it is needed. */
interface Later {
  /** The module that imports it. */
  readonly importer: string;
  /** What that one writes in its import(). */
  readonly specifier: string;
  /** The file's name. */
  readonly file: string;
  /** Packages that belong to it. All others are the bundle's. */
  readonly own: readonly string[];
}

/** The engine of faults, seldom used: it would be a tenth of every bundle. */
export const FAULTS: Later = {
  importer: "libs/faults/src/start.ts",
  specifier: "./engine/engine.ts",
  file: "faults.js",
  own: ["imurmurhash", "json-logic-engine"],
};

/** The text of such a file. */
interface Part {
  /** A function that gets Node's require() and what the bundle shares with it, and returns the exports. */
  readonly text: string;
  /** A module for the bundle that exports what it shares, as `shared`. */
  readonly sharing: string;
  readonly metafile: Metafile;
}

const IMPORT = /^import \{([^}]*)\} from "([^"]+)";\n/gm;
const EXPORT = /^export \{([^}]*)\};\n/m;

/**
 * Bundles a module that is loaded later. What it imports from the bundle's packages stays what the bundle has: an error's
 * class must be the same for `instanceof`, a context's key for finding a value. esbuild writes these imports as the first
 * statements; here they become the parameter of a function.
 */
export async function buildLater(root: string, { importer, specifier, own }: Later): Promise<Part> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [join(root, dirname(importer), specifier)],
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    target: "node24",
    format: "esm",
    minifySyntax: true,
    legalComments: "none",
    plugins: [withoutPackages(own)],
    logLevel: "warning",
  });
  const text = outputFiles[0]?.text ?? "";
  const imports = [...text.matchAll(IMPORT)].map(([statement, names = "", from = ""]) => ({ statement, names, from }));
  const ofNode = imports.filter(({ from }) => from.startsWith("node:"));
  const ofBundle = imports.filter((one) => !ofNode.includes(one));
  const shared = ofBundle.flatMap(({ names }) => localNames(names)).join(", ");
  const body = text
    .replaceAll(IMPORT, "")
    .replace(EXPORT, (_, names: string) => `return { ${localNames(names).join(", ")} };\n`);
  if (/^(import|export) /m.test(body)) throw new Error(`${specifier}: its imports and exports must be named ones`);
  const required = ofNode.map(({ names, from }) => `const {${names.replaceAll(" as ", ": ")}} = require("${from}");\n`);
  return {
    text: `(function (require, { ${shared} }) {\n${required.join("")}${body}})`,
    sharing: `${ofBundle.map(({ statement }) => statement).join("")}export const shared = { ${shared} };\n`,
    metafile,
  };
}

/** An esbuild plugin for the bundle, which then loads the file by a function of start.cjs. */
export function loadLater(root: string, { importer, specifier, file }: Later, { sharing }: Part): Plugin {
  const path = join(root, importer);
  const imported = `import(${JSON.stringify(specifier)})`;
  const loaded = `Promise.resolve().then(() => loadPart("${file}", shared))`;
  return {
    name: "load-later",
    setup(build) {
      build.onLoad({ filter: new RegExp(`\\b${basename(importer)}$`) }, (args) => {
        if (args.path !== path) return undefined;
        const text = readFileSync(path, "utf8");
        if (text.split(imported).length !== 2) throw new Error(`${importer} must have ${imported} once`);
        return { contents: `import { shared } from "later:${file}"; ${text.replace(imported, loaded)}`, loader: "ts" };
      });
      build.onResolve({ filter: /^later:/ }, () => ({ path: file, namespace: "later" }));
      build.onLoad({ filter: /./, namespace: "later" }, () => ({ contents: sharing, resolveDir: dirname(path) }));
    },
  };
}

/** Leaves out all packages but some. */
function withoutPackages(own: readonly string[]): Plugin {
  return {
    name: "without-packages",
    setup(build) {
      build.onResolve({ filter: /^[^./]/ }, ({ path }) => (own.includes(path) ? undefined : { path, external: true }));
    },
  };
}

/** "a, b as c" → ["a", "c"] */
function localNames(list: string): string[] {
  const names = list.split(",").map((one) => one.trim().split(" as ").at(-1) ?? "");
  return names.filter((name) => name !== "");
}
