// `node write-code.cjs <main.cjs> <file> <arguments…>`: runs main.cjs with the arguments, and when it ends writes V8's code cache of
// all functions that ran to the file. See prime.ts.
"use strict";
const { renameSync, writeFileSync } = require("node:fs");
const { constants, zstdCompressSync } = require("node:zlib");

const [node, , main, file, ...rest] = process.argv;
process.argv = [node, main, ...rest];
process.once("exit", () => {
  // Undefined when main.cjs could not compile the bundle.
  const script = require.cache[main]?.exports.script;
  if (!script) return;
  // Level 19: compressed once, pulled often. With the checksum start.cjs detects a damaged file; V8 checks the first bytes only.
  const params = { [constants.ZSTD_c_compressionLevel]: 19, [constants.ZSTD_c_checksumFlag]: 1 };
  writeFileSync(`${file}.part`, zstdCompressSync(script.createCachedData(), { params }));
  renameSync(`${file}.part`, file);
});
require(main);
