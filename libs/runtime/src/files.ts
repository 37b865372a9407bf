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
import { dirname, resolve } from "node:path";

/** What is going to be done with a file: "read" needs it there, "write" makes it, and its folder, if need be. */
export type FileUse = "read" | "write";

/** What a file must be to be used so; undefined when it is. */
export function fileProblem(path: string, use: FileUse): string | undefined {
  const wanted = use === "read" ? "a file that can be read" : "a file that can be written";
  const why = use === "read" ? whyNotReadable(path) : whyNotWritable(resolve(path));
  return why === undefined ? undefined : `${wanted} (${why})`;
}

/**
 * The same of a file that somebody has named for a report or an export, and that is written at the end of what may have taken long:
 * its folder has to be there, since one that isn't is more often a slip than a wish.
 */
export function outputProblem(path: string): string | undefined {
  const folder = dirname(resolve(path));
  if (path === "") return "a file that can be written (none is named)";
  if (/[/\\]$/.test(path)) return "a file that can be written (it is a folder)";
  if (!existsSync(folder)) return `a file that can be written (there is no folder ${folder})`;
  return fileProblem(path, "write") ?? whyRefused(path);
}

/** What rights don't tell: opened as if to write, and left as it was. */
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

/** The file itself where it is there, otherwise the nearest folder above it that is; `below` is what is missing in that. */
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

/** Rights don't tell: /proc refuses folders to everybody. */
function takesFolders(folder: string, below: string): boolean {
  try {
    mkdirSync(below);
    rmdirSync(below);
    return true;
  } catch {
    return !existsSync(folder) || existsSync(below);
  }
}

/**
 * Makes a folder, and those above it that are missing. Node's own recursive mkdir tries for ever where a folder takes none, such
 * as /proc. Throws the system's error.
 */
export function makeFolder(folder: string): void {
  const path = resolve(folder);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  if (path !== dirname(path)) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process was faster.
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is none",
  EACCES: "it is not allowed",
  EROFS: "the file system is read-only",
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
