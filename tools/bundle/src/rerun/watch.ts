import { type FSWatcher, readdirSync, statSync, watch } from "node:fs";
import { join } from "node:path";

const SETTLED_AFTER_MS = 100;
/** What no event told of: a folder that was new, or more folders than the kernel watches. */
const LOOK_AGAIN_AFTER_MS = 2000;
const NOT_SOURCES = new Set(["node_modules", "dist", "test"]);
/** What a program writes for itself lies in such folders: .shop. */
const HIDDEN = ".";

type Snapshot = ReadonlyMap<string, string>;

/**
 * Calls back with the files that changed below some folders, once they have stayed the same for a moment. Node's own --watch follows
 * a file until it is replaced for the first time, and replacing is how skaffold brings new ones. Nothing that happens to files and
 * folders ends it.
 */
export function watchFolders(folders: readonly string[], changed: (files: readonly string[]) => void): Disposable {
  let known = snapshotOf(folders);
  let settling: Snapshot | undefined;
  let timer: NodeJS.Timeout | undefined;
  let watchers: readonly FSWatcher[] = [];

  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(look, SETTLED_AFTER_MS);
  };
  const look = (): void => {
    timer = undefined;
    const now = snapshotOf(folders);
    const before = settling ?? known;
    settling = now;
    if (differences(before, now).length > 0) return soon();
    settling = undefined;
    const files = differences(known, now);
    if (files.length === 0) return;
    known = now;
    listen();
    changed(files);
  };
  const listen = (): void => {
    for (const watcher of watchers) watcher.close();
    watchers = folders.flatMap(foldersIn).flatMap((folder) => watcherOf(folder, soon));
  };

  listen();
  const again = setInterval(() => timer ?? look(), LOOK_AGAIN_AFTER_MS);
  return {
    [Symbol.dispose]() {
      clearInterval(again);
      clearTimeout(timer);
      for (const watcher of watchers) watcher.close();
    },
  };
}

function watcherOf(folder: string, then: () => void): FSWatcher[] {
  try {
    return [watch(folder, then).on("error", then)];
  } catch {
    return [];
  }
}

/** Names what is there now, and what was. */
function differences(before: Snapshot, after: Snapshot): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((file) => before.get(file) !== after.get(file));
}

/** Every file, and what changes with it. */
function snapshotOf(folders: readonly string[]): Snapshot {
  return new Map(folders.flatMap(foldersIn).flatMap(filesIn));
}

function filesIn(folder: string): (readonly [file: string, state: string])[] {
  return entriesOf(folder).flatMap((entry) => {
    const file = join(folder, entry.name);
    const found = entry.isDirectory() ? undefined : statSync(file, { throwIfNoEntry: false });
    return found ? [[file, `${found.ino} ${found.size} ${found.mtimeMs}`]] : [];
  });
}

/** All folders at and below one that hold sources. */
function foldersIn(folder: string): string[] {
  const below = entriesOf(folder).filter((entry) => entry.isDirectory());
  const sources = below.filter(({ name }) => !NOT_SOURCES.has(name) && !name.startsWith(HIDDEN));
  return [folder, ...sources.flatMap(({ name }) => foldersIn(join(folder, name)))];
}

/** None where there is no such folder, or no longer. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
