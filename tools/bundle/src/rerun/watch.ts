import { type FSWatcher, readdirSync, statSync, watch } from "node:fs";
import { join } from "node:path";

const SETTLED_AFTER_MS = 100;
/** Finds changes without an event: in a new folder, or beyond the maximum number of folders that the kernel watches. */
const LOOK_AGAIN_AFTER_MS = 2000;
const NOT_SOURCES = new Set(["node_modules", "dist", "test"]);
/** Prefix of folders that programs write to, such as .shop. */
const HIDDEN = ".";

type Snapshot = ReadonlyMap<string, string>;

/**
 * Calls back with the files that have changed below some folders, once no further change comes for SETTLED_AFTER_MS. (Node's own
 * --watch loses a file when it is replaced, which is how skaffold updates files.) It continues whatever happens to the files.
 */
export function watchFolders(folders: readonly string[], changed: (files: readonly string[]) => void): Disposable {
  let known = snapshotOf(folders);
  let settling: Snapshot | undefined;
  let timer: NodeJS.Timeout | undefined;
  let watchers: readonly FSWatcher[] = [];

  const scheduleLook = (): void => {
    clearTimeout(timer);
    timer = setTimeout(lookForChanges, SETTLED_AFTER_MS);
  };
  const lookForChanges = (): void => {
    timer = undefined;
    const now = snapshotOf(folders);
    const before = settling ?? known;
    settling = now;
    if (differences(before, now).length > 0) return scheduleLook();
    settling = undefined;
    const files = differences(known, now);
    if (files.length === 0) return;
    known = now;
    watchAgain();
    changed(files);
  };
  const watchAgain = (): void => {
    for (const watcher of watchers) watcher.close();
    watchers = folders.flatMap(foldersIn).flatMap((folder) => watcherOf(folder, scheduleLook));
  };

  watchAgain();
  const again = setInterval(() => timer ?? lookForChanges(), LOOK_AGAIN_AFTER_MS);
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

/** Files that were added, changed or removed. */
function differences(before: Snapshot, after: Snapshot): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((file) => before.get(file) !== after.get(file));
}

/** Every file with its inode, size and time, one of which differs after a change. */
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

/** A folder and all below it that may contain sources. */
function foldersIn(folder: string): string[] {
  const below = entriesOf(folder).filter((entry) => entry.isDirectory());
  const sources = below.filter(({ name }) => !NOT_SOURCES.has(name) && !name.startsWith(HIDDEN));
  return [folder, ...sources.flatMap(({ name }) => foldersIn(join(folder, name)))];
}

/** The entries of a folder; none when it does not exist. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
