import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * Identifies a process among all that ever have the same pid, by its start time; "" when there is no such process, or when its
 * start time can't be read. On Linux it is in ticks since boot, the same in every container; on macOS `ps` prints it in seconds.
 */
export function birthOf(pid: number): string {
  if (process.platform === "linux") return birthByProc(String(pid));
  return process.platform === "win32" ? birthBySignal(pid) : birthByPs(pid);
}

/** The birth of this process. /proc may belong to another pid namespace, but /proc/self is always this process. */
export function ownBirth(): string {
  return process.platform === "linux" ? birthByProc("self") : birthOf(process.pid);
}

const AFTER_NAME = /^.*\)\s+/s;
const STATE = 0;
const START_TICKS = 19;

function birthByProc(pid: string): string {
  try {
    // The second field is the name in parentheses; it may contain spaces and parentheses.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").replace(AFTER_NAME, "").split(" ");
    if (fields[STATE] === "Z" || !fields[START_TICKS]) return "";
    return `${bootId()}/${fields[START_TICKS]}`;
  } catch {
    return "";
  }
}

function bootId(): string {
  try {
    return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    return "";
  }
}

/** For macOS and other Unix systems. Time zone and language are fixed, so that every caller gets the same text. */
export function birthByPs(pid: number): string {
  const env = { LC_ALL: "C", TZ: "UTC", PATH: "/bin:/usr/bin" };
  const { stdout } = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { env, encoding: "utf8" });
  return (stdout ?? "").trim();
}

/** Windows has neither /proc nor ps. It has no pid namespaces, so a pid whose lock is held is the holder. */
function birthBySignal(pid: number): string {
  try {
    process.kill(pid, 0);
    return "alive";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" ? "alive" : "";
  }
}
