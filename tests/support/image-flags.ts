import { read } from "./workspace.ts";

/** The folders of a container, and where they are in a test. */
export type Folders = Readonly<Record<"/app" | "/state", string>>;

/**
 * Node's flags in the images' entry point, with folders of a test in place of the container's. Other folders of the
 * container are left out: a test's may be below this machine's /tmp.
 */
export function imageFlags(folders: Folders): string[] {
  const [, entry = "[]"] = /^ENTRYPOINT (\[[^\]]*\])/m.exec(read("Dockerfile").replaceAll("\\\n", "")) ?? [];
  const [, ...flags]: readonly unknown[] = JSON.parse(entry);
  return flags.map(String).flatMap((flag) => {
    const [, name, folder = ""] = /^(--allow-fs-\w+)=(.*)$/.exec(flag) ?? [];
    if (name === undefined) return [flag];
    if (folder === "/app" || folder === "/state") return [`${name}=${folders[folder]}`];
    return folder === "/etc" ? [flag] : [];
  });
}
