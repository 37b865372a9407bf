import type { Plugin } from "esbuild";

/**
 * An esbuild plugin that leaves out modules that are imported but never used by the program. Each is given by its path in
 * node_modules: a package ("zod") or a part of one ("undici/lib/mock"). It is replaced by a module whose exports can be read and
 * extended, and throw an error when they are called.
 */
export function leaveOut(names: readonly string[]): Plugin {
  return {
    name: "leave-out",
    setup(build) {
      build.onLoad({ filter: /\/node_modules\// }, ({ path }) => {
        const name = leftOutAs(path, names);
        return name === undefined ? undefined : { contents: standInModule(name), loader: "js" };
      });
    },
  };
}

/** Which of `names` the module belongs to; undefined when it is kept. */
export function leftOutAs(path: string, names: readonly string[]): string | undefined {
  const unix = path.replaceAll("\\", "/").replace(/\.[cm]?js$/, "/");
  return names.find((name) => unix.includes(`/node_modules/${name}/`));
}

/** Source of the replacement. Its exports are on a prototype, since esbuild's import helper copies own properties only. */
function standInModule(name: string): string {
  return `
const leftOut = new Proxy(function () {}, {
  get: (target, key) => (key === "prototype" ? target.prototype : leftOut),
  construct: refuse,
  apply: refuse,
});
function refuse() {
  throw new Error(${JSON.stringify(`${name} is left out of this bundle: see "bundle" in its package.json`)});
}
module.exports = Object.create(new Proxy({}, { get: (_, key) => (key === "__esModule" ? false : leftOut) }));
`;
}
