// What an image runs: dist/build/src/main.cjs is a copy of this file. It starts bundle.js beside it with the code that V8 has made
// of it before, bundle.code.zst (see prime.ts). Node's own cache of compiled code holds what V8 compiles on loading a file, a fifth
// of what a start needs. Without such code, with damaged code, or with code of another Node, V8 compiles as ever.
"use strict";
const { readFileSync } = require("node:fs");
const { join } = require("node:path");
const { Script, constants } = require("node:vm");
const { zstdDecompressSync } = require("node:zlib");

const filename = join(__dirname, "bundle.js");
/** bundle.js is one function that takes what Node hands to a CommonJS module, and how to import what is not in it. */
const script = new Script(readFileSync(filename, "utf8"), {
  filename,
  importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  cachedData: compiled(),
});
// Before the bundle runs, which may end the process.
exports.script = script;
const importModule = (specifier) => import(specifier);
script.runInThisContext().call(exports, exports, require, module, filename, __dirname, importModule);

/** undefined where there is none that can be read: zstd's checksum knows a file of which a part is missing or wrong. */
function compiled() {
  try {
    return zstdDecompressSync(readFileSync(join(__dirname, "bundle.code.zst")));
  } catch {
    return undefined;
  }
}
