import { open, readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { readLogLine, type TracedLine } from "./log-line.ts";

/** Bytes that are read from the end of each file. */
const TAIL_BYTES_MAX = 4 * 1024 * 1024;
/** Maximum files; further ones, in alphabetical order, are not read. */
const FILES_MAX = 100;
/** Maximum lines of one file that are read for one trace. */
const LINES_MAX = 2000;
const NEWLINE = 0x0a;

/**
 * The lines of a trace in a folder's `*.log` files, in any order. Each file has one JSON object a line; only the end of
 * a large file is read. Lines that cannot be read are left out, as are files: a log is an addition to a trace.
 * Undefined when the folder cannot be read.
 */
export async function linesInFolder(folder: string, traceId: string): Promise<TracedLine[] | undefined> {
  const names = await readdir(folder).catch(() => undefined);
  if (!names) return undefined;
  const found: TracedLine[] = [];
  for (const name of names
    .filter((each) => each.endsWith(".log"))
    .toSorted()
    .slice(0, FILES_MAX)) {
    const bytes = await tailOf(join(folder, name)).catch(() => Buffer.alloc(0));
    found.push(...linesIn(bytes, traceId, name.slice(0, -".log".length)));
  }
  return found;
}

/** The last bytes of a file, from the start of a line when it is read from the middle. */
async function tailOf(path: string): Promise<Buffer> {
  // Asked before it is opened: to open a named pipe waits for its writer.
  const stats = await stat(path);
  if (!stats.isFile()) return Buffer.alloc(0);
  await using file = await open(path, "r");
  const start = Math.max(0, stats.size - TAIL_BYTES_MAX);
  const bytes = Buffer.alloc(stats.size - start);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
  const read = bytes.subarray(0, bytesRead);
  return start === 0 ? read : read.subarray(read.indexOf(NEWLINE) + 1);
}

/** Only lines that contain the id are parsed: a file has some ten thousand, a trace a few. */
function linesIn(bytes: Buffer, traceId: string, service: string): TracedLine[] {
  const found: TracedLine[] = [];
  // Ids of 64 bits may be written without their zeros.
  const wanted = traceId.replace(/^0{16}/, "");
  let at = bytes.indexOf(wanted);
  while (at >= 0 && found.length < LINES_MAX) {
    const start = bytes.lastIndexOf(NEWLINE, at) + 1;
    const newline = bytes.indexOf(NEWLINE, at);
    const end = newline < 0 ? bytes.length : newline;
    const line = readLogLine(bytes.toString("utf8", start, end), service);
    if (line?.traceId === traceId) found.push(line);
    at = bytes.indexOf(wanted, end);
  }
  return found;
}
