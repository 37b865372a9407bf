import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/**
 * When a process was born, in a form that no other process with its pid shares; "" where there is none, or where it can't be
 * told. Linux counts ticks since the machine's start, the same in every container; elsewhere `ps` tells seconds.
 */
export function birthOf(pid: number): string {
  if (process.platform === "linux") return birthByProc(String(pid));
  return process.platform === "win32" ? birthBySignal(pid) : birthByPs(pid);
}

/** /proc may show the processes of another namespace, but self is always this one. */
export function ownBirth(): string {
  return process.platform === "linux" ? birthByProc("self") : birthOf(process.pid);
}

const AFTER_NAME = /^.*\)\s+/s;
const STATE = 0;
const START_TICKS = 19;

function birthByProc(pid: string): string {
  try {
    // A name in brackets comes second and may hold anything, brackets too.
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

/** For macOS and its like. Its own clock and language, whatever the caller's are. */
export function birthByPs(pid: number): string {
  const env = { LC_ALL: "C", TZ: "UTC", PATH: "/bin:/usr/bin" };
  const { stdout } = spawnSync("ps", ["-o", "lstart=", "-p", String(pid)], { env, encoding: "utf8" });
  return (stdout ?? "").trim();
}

/** Windows has neither. There is one space of pids, and the lock says that its holder lives. */
function birthBySignal(pid: number): string {
  try {
    process.kill(pid, 0);
    return "alive";
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM" ? "alive" : "";
  }
}
