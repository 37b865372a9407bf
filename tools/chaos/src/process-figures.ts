import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/** Why a check that reads figures of processes is skipped; undefined where it is not. */
export const NO_PROC = process.platform === "linux" ? undefined : "it reads /proc, which only Linux has";

/** Clock ticks per second of /proc, 100 wherever Node runs on Linux. */
const TICKS = 100;

/** User and system time of a process so far, in seconds. */
export function cpuSecondsOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // After the name in parentheses, the twelfth and thirteenth field.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Resident memory of a process, in MiB. */
export function residentMibOf(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
}

/** How many files a process has open, and how many of them are sockets. */
export interface OpenFiles {
  readonly all: number;
  readonly sockets: number;
}

/** The files that a process has open now. */
export function openFilesOf(pid: number): OpenFiles {
  const folder = `/proc/${pid}/fd`;
  const targets = readdirSync(folder).map((file) => targetOf(`${folder}/${file}`));
  return {
    all: targets.filter((target) => target !== "").length,
    sockets: targets.filter((target) => target.startsWith("socket:")).length,
  };
}

/** "" for a file that was closed meanwhile. */
function targetOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return "";
  }
}
