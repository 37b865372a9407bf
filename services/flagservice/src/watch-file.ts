import { type FSWatcher, statSync, watch } from "node:fs";
import { basename, dirname } from "node:path";

/** A change comes as several events, and a file may be half written at the first: wait until they have passed. */
const SETTLE_MS = 50;
/** How often the file is looked at where the system tells no changes: network file systems, links to elsewhere. */
const POLL_MS = 1000;
/** The link that Kubernetes turns when a mounted ConfigMap changes. */
const CONFIG_MAP_LINK = "..data";

/**
 * Calls back after the file has changed, was replaced, removed or made anew. Watches the file's folder, since editors
 * replace files and a watch of the old one would stay silent, and polls besides.
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
    folder = openFolder(); // the folder itself may be a new one
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

/** undefined where it can't be watched (no folder now, no watches left): polling does it alone. */
function watchFolder(folder: string, onEvent: (name: string | null) => void): FSWatcher | undefined {
  try {
    const watcher = watch(folder, { persistent: false }, (_, name) => onEvent(name));
    return watcher.on("error", () => watcher.close());
  } catch {
    return undefined;
  }
}

/** Differs when the file, or the one it links to, is another or has changed; "" while there is none. */
function fingerprint(path: string): string {
  try {
    const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true });
    return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
  } catch {
    return "";
  }
}
