import { randomUUID } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  lstatSync,
  mkdirSync,
  openSync,
  rmdirSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join, resolve } from "node:path";

/** How a file will be used: "read" requires it to exist, "write" creates it and its folder if necessary. */
export type FileUse = "read" | "write";

/** What would have to be true for this use; undefined when the file can be used. */
export function fileProblem(path: string, use: FileUse): string | undefined {
  const wanted = use === "read" ? "a file that can be read" : "a file that can be written";
  const why = use === "read" ? whyNotReadable(path) : whyNotWritable(resolve(path));
  return why === undefined ? undefined : `${wanted} (${why})`;
}

/**
 * The same for a report or export that is written at the end of a long run. Its folder must exist: a missing one is
 * usually a typing mistake.
 */
export function outputProblem(path: string): string | undefined {
  const folder = dirname(resolve(path));
  if (path === "") return "a file that can be written (none is named)";
  if (/[/\\]$/.test(path)) return "a file that can be written (it is a folder)";
  if (!existsSync(folder)) return `a file that can be written (there is no folder ${folder})`;
  return fileProblem(path, "write") ?? whyRefused(path);
}

/** Opens the file for writing, without changing it: permissions do not tell everything. */
function whyRefused(path: string): string | undefined {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found && !found.isFile()) return undefined;
  const why = reasonOf(() => {
    closeSync(openSync(path, found ? "r+" : "wx"));
    if (!found) rmSync(path);
    return undefined;
  });
  return why === undefined ? undefined : `a file that can be written (${why})`;
}

function whyNotReadable(path: string): string | undefined {
  return reasonOf(() => {
    if (statSync(path).isDirectory()) return "it is a folder";
    accessSync(path, constants.R_OK);
    return undefined;
  });
}

/** Checks the file, or the nearest existing folder above it; `below` is the missing part of the path. */
function whyNotWritable(path: string, below = ""): string | undefined {
  return reasonOf(() => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (!found && path !== dirname(path)) return whyNotWritable(dirname(path), path);
    if (below === "" && found?.isDirectory()) return "it is a folder";
    if (below !== "" && !found?.isDirectory()) return `${path} is no folder`;
    accessSync(path, constants.W_OK);
    return below === "" || takesFolders(path, below) ? undefined : `no folder can be made in ${path}`;
  });
}

/**
 * Tries to create a folder: permissions do not tell everything. In /proc nobody can create one. It has a name of its own,
 * since other processes may look for the file at the same time; the file's name, where permissions are for that only.
 */
function takesFolders(folder: string, below: string): boolean {
  const isMade = (path: string): boolean => {
    try {
      mkdirSync(path);
      rmdirSync(path);
      return true;
    } catch {
      return false;
    }
  };
  return isMade(join(folder, `.${randomUUID()}`)) || isMade(below) || !existsSync(folder) || existsSync(below);
}

/**
 * Creates a folder and the missing ones above it. Node's recursive mkdir never returns where none can be created, as in
 * /proc. Throws the system's error.
 */
export function makeFolder(folder: string): void {
  const path = resolve(folder);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (path !== dirname(path)) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process created it meanwhile.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is none",
  EACCES: "it is not allowed",
  EROFS: "the file system is read-only",
  ERR_ACCESS_DENIED: "Node's permission model does not allow it: see --allow-fs-read and --allow-fs-write",
  ENOTDIR: "a part of the path is no folder",
};

function reasonOf(check: () => string | undefined): string | undefined {
  try {
    return check();
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    return REASONS[code] ?? message;
  }
}
