import { randomUUID } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { birthOf, ownBirth } from "./birth.ts";

/** Who holds a lock. */
export interface Holder {
  readonly pid: number;
  /** Tells the process from any other that has its pid: before it, after it, in another container. */
  readonly birth: string;
  readonly host: string;
  /** What it is, for people: "the shop". */
  readonly what: string;
  /** When it took the lock, as in 2026-01-31T12:00:00.000Z. */
  readonly since: string;
}

export function thisProcess(what: string): Holder {
  return { pid: process.pid, birth: ownBirth(), host: hostname(), what, since: new Date().toISOString() };
}

/** Whether the process is one of this machine, seen from here: its pid may be used to signal it then. */
export function isHere({ pid, birth }: Holder): boolean {
  return birth !== "" && birthOf(pid) === birth;
}

export function describeHolder({ what, pid, host, since }: Holder): string {
  const where = host === hostname() ? "" : ` on ${host}`;
  return `${what} (pid ${pid}${where}, since ${since})`;
}

/** The holder's card stands beside the lock. It says who holds it, never whether: that is the lock's to say. */
export function writeCard(path: string, holder: Holder): void {
  const fresh = `${path}.${randomUUID()}`;
  try {
    writeFileSync(fresh, `${JSON.stringify(holder)}\n`);
    renameSync(fresh, path);
  } catch (error) {
    rmSync(fresh, { force: true });
    throw error;
  }
}

export function removeCard(path: string): void {
  rmSync(path, { force: true });
}

/** Undefined where none can be read: the holder may be about to write it. */
export function readCard(path: string): Holder | undefined {
  try {
    const card = JSON.parse(readFileSync(path, "utf8")) as Partial<Record<keyof Holder, unknown>> | null;
    const { pid, birth, host, what, since } = card ?? {};
    if (typeof pid !== "number" || !Number.isSafeInteger(pid) || pid < 1) return undefined;
    return { pid, birth: text(birth), host: text(host), what: text(what), since: text(since) };
  } catch {
    return undefined;
  }
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
