import type { Plugin } from "esbuild";

/**
 * Leaves out modules that a package's program never uses, though something it does use imports them. Each is named as the
 * end of its path: a package ("zod") or a part of one ("undici/lib/mock"). In their place stands a module whose exports may
 * be looked at and extended, and say what is wrong as soon as one is called.
 */
export function leaveOut(names: readonly string[]): Plugin {
  return {
    name: "leave-out",
    setup(build) {
      build.onLoad({ filter: /\/node_modules\// }, ({ path }) => {
        const name = leftOutAs(path, names);
        return name === undefined ? undefined : { contents: standIn(name), loader: "js" };
      });
    },
  };
}

/** The one of `names` by which a module is left out; undefined when it is kept. */
export function leftOutAs(path: string, names: readonly string[]): string | undefined {
  const unix = path.replaceAll("\\", "/").replace(/\.[cm]?js$/, "/");
  return names.find((name) => unix.includes(`/node_modules/${name}/`));
}

/** A prototype answers for every name: what esbuild makes of an import copies own properties only. */
function standIn(name: string): string {
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
