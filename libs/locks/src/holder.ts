import { randomUUID } from "node:crypto";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { birthOf, ownBirth } from "./birth.ts";

/** The process that holds a lock. */
export interface Holder {
  readonly pid: number;
  /** Distinguishes it from other processes with the same pid: earlier, later, or in another container. See birthOf. */
  readonly birth: string;
  readonly host: string;
  /** What the process is, for messages: "the shop". */
  readonly what: string;
  /** When it took the lock, as in 2026-01-31T12:00:00.000Z. */
  readonly since: string;
}

/** This process as a holder. */
export function thisProcess(what: string): Holder {
  return { pid: process.pid, birth: ownBirth(), host: hostname(), what, since: new Date().toISOString() };
}

/** Whether the process is visible from here under its pid, which may then be signalled. */
export function isHere({ pid, birth }: Holder): boolean {
  return birth !== "" && birthOf(pid) === birth;
}

/** The holder in words: what it is, its pid, its host if it is another, and since when. */
export function describeHolder({ what, pid, host, since }: Holder): string {
  const where = host === hostname() ? "" : ` on ${host}`;
  return `${what} (pid ${pid}${where}, since ${since})`;
}

/** Writes the holder's card, a file beside the lock. It says who holds the lock; whether it is held, only the lock says. */
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

/** Removes a card, if there is one. */
export function removeCard(path: string): void {
  rmSync(path, { force: true });
}

/** Reads a card; undefined when there is none yet, or it is not valid. */
export function readCard(path: string): Holder | undefined {
  try {
    const card: Readonly<Partial<Record<keyof Holder, unknown>>> | null = JSON.parse(readFileSync(path, "utf8"));
    const { pid, birth, host, what, since } = card ?? {};
    if (typeof pid !== "number" || !Number.isSafeInteger(pid) || pid < 1) return undefined;
    return {
      pid,
      birth: textOrEmpty(birth),
      host: textOrEmpty(host),
      what: textOrEmpty(what),
      since: textOrEmpty(since),
    };
  } catch {
    return undefined;
  }
}

function textOrEmpty(value: unknown): string {
  return typeof value === "string" ? value : "";
}
