import { type FSWatcher, statSync, watch } from "node:fs";
import { basename, dirname } from "node:path";

/**
 * Pause after the last event of a change: a change causes several events, and at the first the file may be half
 * written.
 */
const SETTLE_MS = 50;
/** Interval of polling, for file systems without events: network file systems, links to elsewhere. */
const POLL_MS = 1000;
/** The link that Kubernetes replaces when a mounted ConfigMap changes. */
const CONFIG_MAP_LINK = "..data";

/**
 * Calls `onChange` after the file was changed, replaced, removed or created. It watches the file's folder, since
 * editors replace files and a watch on the old file would get no events; and it polls.
 */
export function watchFile(path: string, onChange: () => void): Disposable {
  const name = basename(path);
  let settling: NodeJS.Timeout | undefined;
  const callBackSoon = () => {
    clearTimeout(settling);
    settling = setTimeout(onChange, SETTLE_MS);
  };
  const openFolder = () =>
    watchFolder(dirname(path), (changed) => {
      if (changed === null || changed === name || changed === CONFIG_MAP_LINK) callBackSoon();
    });
  let folder = openFolder();
  let seen = fingerprint(path);
  const polling = setInterval(() => {
    const now = fingerprint(path);
    if (now === seen) return;
    seen = now;
    folder?.close();
    folder = openFolder(); // The folder may have been replaced.
    callBackSoon();
  }, POLL_MS).unref();
  return {
    [Symbol.dispose]() {
      clearInterval(polling);
      clearTimeout(settling);
      folder?.close();
    },
  };
}

/**
 * A watcher; undefined where the folder can't be watched (it does not exist, no watches left): then only polling
 * remains.
 */
function watchFolder(folder: string, onEvent: (name: string | null) => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, (_, name) => onEvent(name));
    return watcher.on("error", () => watcher.close());
  } catch {
    return undefined;
  }
}

/** Changes when the file, or the file that it links to, is replaced or changed; "" while there is none. */
function fingerprint(path: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
  } catch {
    return "";
  }
}
