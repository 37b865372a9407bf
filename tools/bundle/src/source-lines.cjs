// `node --require source-lines.cjs <main.cjs>`: stack traces of the bundle name the files and lines of its sources. Node's own
// --enable-source-maps does not see code that start.cjs runs, and keeps the whole map in memory; here the table that
// source-lines.ts has made is read with the first stack trace that is looked at, and forgotten.
"use strict";
const { readFileSync, realpathSync } = require("node:fs");
const { dirname, join } = require("node:path");

// As __dirname in start.cjs: Node resolves symbolic links of the main module.
const bundle = join(dirname(realpathSync(process.argv[1])), "bundle.js");
let table;

Error.prepareStackTrace = (error, frames) =>
  [headOf(error), ...frames.map((frame) => `    at ${fromSource(String(frame))}`)].join("\n");

/** "TypeError: no price", as V8 writes it. */
function headOf(error) {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return "<error>";
  }
}

/** Replaces the place in the bundle by that in the source, without a column: those of the bundle differ. */
function fromSource(frame) {
  const at = frame.indexOf(`${bundle}:`);
  if (at < 0) return frame;
  const [place, line] = /^:(\d+):\d+/.exec(frame.slice(at + bundle.length)) ?? [];
  const found = place && lines().lines[Number(line) - 1];
  if (!found) return frame;
  const after = frame.slice(at + bundle.length + place.length);
  return `${frame.slice(0, at)}${lines().sources[found[0]]}:${found[1]}${after}`;
}

function lines() {
  const known = table?.deref();
  if (known) return known;
  const read = readTable();
  table = new WeakRef(read);
  return read;
}

function readTable() {
  try {
    return JSON.parse(readFileSync(join(dirname(bundle), "bundle.lines.json"), "utf8"));
  } catch {
    return { sources: [], lines: [] };
  }
}
