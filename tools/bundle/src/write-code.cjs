// `node write-code.cjs <main.cjs> <file> <arguments…>`: starts a bundle as if main.cjs had been started with the arguments, and when it
// ends leaves in the file the code that V8 has made of all that ran. See prime.ts.
"use strict";
const { renameSync, writeFileSync } = require("node:fs");
const { constants, zstdCompressSync } = require("node:zlib");

const [node, , main, file, ...rest] = process.argv;
process.argv = [node, main, ...rest];
process.once("exit", () => {
  // None when V8 refused the bundle, or it threw while it was loaded.
  const script = require.cache[main]?.exports.script;
  if (!script) return;
  // Level 19: made once, pulled often. The checksum lets start.cjs know a damaged file, for V8 looks at its first bytes only.
  const params = { [constants.ZSTD_c_compressionLevel]: 19, [constants.ZSTD_c_checksumFlag]: 1 };
  writeFileSync(`${file}.part`, zstdCompressSync(script.createCachedData(), { params }));
  renameSync(`${file}.part`, file);
});
require(main);
