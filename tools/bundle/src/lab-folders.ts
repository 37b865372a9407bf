import { cpSync, readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Plugin } from "esbuild";

const LAB_FOLDER = /^\d\d-/;
const LAB_CODE = "lab.ts";

/**
 * Lets the code of a lab know its own folder, with its texts and files, though all code is in one file: the folder lies
 * beside the bundle, where copyLabFolders puts it.
 */
export function labFolders(): Plugin {
  return {
    name: "lab-folders",
    setup(build) {
      build.onLoad({ filter: /[\\/]labs[\\/]\d\d-[^\\/]+[\\/]lab\.ts$/ }, ({ path }) => {
        const folder = `(__dirname + ${JSON.stringify(`/../../${basename(dirname(path))}`)})`;
        return { contents: readFileSync(path, "utf8").replaceAll("import.meta.dirname", folder), loader: "ts" };
      });
    },
  };
}

/** Copies the folders of labs in a package, without their code. */
export function copyLabFolders(from: string, out: string): void {
  for (const name of readdirSync(from).filter((name) => LAB_FOLDER.test(name))) {
    cpSync(join(from, name), join(out, name), {
      recursive: true,
      filter: (file) => basename(file) !== LAB_CODE,
    });
  }
}
