import { execFile } from "node:child_process";
import { readdir, readFile, readlink } from "node:fs/promises";
import { basename } from "node:path";
import { promisify } from "node:util";

/** The process that listens on a TCP port of this machine, such as "redis-server (pid 812)"; undefined when it is unknown. */
export async function portHolder(port: number): Promise<string | undefined> {
  const pid = process.platform === "linux" ? await pidFromProc(port) : await pidFromLsof(port);
  if (pid === undefined) return undefined;
  return `${(await commandName(pid)) ?? "a process"} (pid ${pid})`;
}

const STATE_LISTEN = "0A";

/** Linux: finds the inode of the listening socket in /proc/net/tcp, then the process that has this inode open. */
async function pidFromProc(port: number): Promise<number | undefined> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const tables = await Promise.all(
    ["tcp", "tcp6"].map((name) => readFile(`/proc/net/${name}`, "utf8").catch(() => "")),
  );
  const inodes = new Set(
    tables
      .flatMap((table) => table.split("\n").slice(1))
      .map((line) => line.trim().split(/\s+/))
      .filter(([, local, , state]) => local?.endsWith(suffix) && state === STATE_LISTEN)
      .map((columns) => `socket:[${columns[9]}]`),
  );
  for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name))) {
    const links = await openFiles(pid);
    if (links.some((link) => inodes.has(link))) return Number(pid);
  }
  return undefined;
}

async function openFiles(pid: string): Promise<string[]> {
  const folder = `/proc/${pid}/fd`;
  const names = await readdir(folder).catch(() => []);
  return Promise.all(names.map((name) => readlink(`${folder}/${name}`).catch(() => "")));
}

async function pidFromLsof(port: number): Promise<number | undefined> {
  const found = await promisify(execFile)("lsof", ["-nP", "-t", `-iTCP:${port}`, "-sTCP:LISTEN"]).catch(
    () => undefined,
  );
  const pid = Number(found?.stdout.trim().split("\n")[0]);
  return pid > 0 ? pid : undefined;
}

/** The file name of the program, from its command line: Node changes its process name. */
async function commandName(pid: number): Promise<string | undefined> {
  const line = await readFile(`/proc/${pid}/cmdline`, "utf8").catch(async () => {
    const shown = await promisify(execFile)("ps", ["-o", "args=", "-p", String(pid)]).catch(() => undefined);
    return (shown?.stdout ?? "").replaceAll(" ", "\0");
  });
  return basename(line.split("\0")[0]?.trim() ?? "") || undefined;
}
