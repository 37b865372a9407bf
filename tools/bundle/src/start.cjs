// The entry of an image: dist/build/src/main.cjs is a copy of this file. It runs bundle.js with the V8 code cache in
// bundle.code.zst (see prime.ts). Node's own compile cache would hold only what V8 compiles when it loads a file, a fifth of what
// a start needs. When the cache is missing, damaged or from another Node version, V8 compiles the source as usual.
"use strict";
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script, constants } = require("node:vm");
const { zstdDecompressSync } = require("node:zlib");

const filename = join(__dirname, "bundle.js");
/**
 * bundle.js is one function with the parameters of a CommonJS module, and functions for import() of other modules and for
 * parts of its own.
 */
const script = new Script(readFileSync(filename, "utf8"), {
  filename,
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  cachedData: compiled(),
});
// For write-code.cjs. Set before the bundle runs, since that may end the process.
exports.script = script;
const importModule = (specifier) => import(specifier);
script.runInThisContext().call(exports, exports, require, module, filename, __dirname, importModule, loadPart);

/** Runs a file beside the bundle, compressed, that is read only when it is needed (see later.ts). */
function loadPart(name, shared) {
  const source = zstdDecompressSync(readFileSync(join(__dirname, `${name}.zst`))).toString();
  return new Script(source, { filename: join(__dirname, name) }).runInThisContext()(require, shared);
}

/** The code cache; undefined when it is missing or damaged, which zstd's checksum detects. */
function compiled() {
  try {
    return zstdDecompressSync(readFileSync(join(__dirname, "bundle.code.zst")));
  } catch {
    return undefined;
  }
}
