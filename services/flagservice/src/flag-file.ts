import { chmodSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { runExclusively } from "@hipstershop/locks";
import { withMissing } from "./edit-flags.ts";
import { type FlagSet, parseFlags } from "./flag-set.ts";
import { shippedFlagsFile } from "./shipped-flags-file.ts";

/** Maximum size of the flags file in bytes: it must fit into one message of the sync stream. */
export const FLAGS_BYTES_MAX = 1_000_000;

/** The flags file can't be used; the message names the file and the problem. */
export class FlagFileError extends Error {
  constructor(path: string, cause: unknown) {
    const { code, message } = cause as NodeJS.ErrnoException;
    super(`the flags file ${path} can't be used: ${code === "ENOENT" ? "there is no such file" : message}`, { cause });
    this.name = "FlagFileError";
  }
}

/** Reads and checks the file; throws a FlagFileError. */
export function readFlagFile(path: string): FlagSet {
  return parsed(path, parseFlags);
}

/** What `parse` makes of the file's text; throws a FlagFileError. */
function parsed<T>(path: string, parse: (text: string) => T): T {
  try {
    const { size } = statSync(path);
    if (size > FLAGS_BYTES_MAX) throw new Error(`it has ${size} bytes, ${FLAGS_BYTES_MAX} are the limit`);
    return parse(readFileSync(path, "utf8").replace(/^\uFEFF/, ""));
  } catch (cause) {
    throw new FlagFileError(path, cause);
  }
}

/**
 * Replaces the file's text by the result of `edit`. A lock holds off other processes: a change between reading and
 * writing would be lost.
 */
export function changeFlagFile(path: string, edit: (text: string) => string): void {
  runExclusively(`${realpathSync(path)}.lock`, () => {
    const { text } = readFlagFile(path);
    const changed = edit(text);
    if (changed !== text) replaceFile(path, changed);
  });
}

/**
 * Adds the shipped flags and variants that the file lacks: it may be older than the shop. The keys of these flags;
 * throws a FlagFileError when the file can't be used, and the file system's error when it can't be written.
 */
export function addShippedFlags(path: string): readonly string[] {
  const shipped = readFileSync(shippedFlagsFile(), "utf8");
  // Usually there are none. Looking is much cheaper than checking every flag, which a start should not wait for.
  let added = parsed(path, (text) => withMissing(text, shipped).keys);
  if (added.length === 0) return added;
  changeFlagFile(path, (text) => {
    const changed = withMissing(text, shipped);
    added = changed.keys;
    return changed.text;
  });
  return added;
}

/** Replaces the file atomically: readers get the old text or the new one. A link stays a link. */
function replaceFile(path: string, text: string): void {
  const target = realpathSync(path);
  const temporary = `${target}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text);
    chmodSync(temporary, statSync(target).mode);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true, recursive: true });
    throw error;
  }
}
