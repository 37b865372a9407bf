import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ServiceState } from "./launch.ts";

/** One service in .shop/status.json: `grpc` is host:port; the frontend has `http`, a URL, instead. */
export interface ServiceStatus {
  readonly name: string;
  readonly grpc?: string;
  readonly http?: string;
  readonly metrics?: string;
  readonly pid: number;
  readonly state: ServiceState;
  /** Resident memory of the service's process; in the one-process shop that is the whole shop's. */
  readonly rssBytes: number;
}

/** What .shop/status.json holds while the shop runs, and `shop status --json` prints. */
export interface ShopStatus {
  readonly frontend: string;
  readonly traces: string;
  readonly ingest: { readonly jaegerThrift: string; readonly otlpHttp: string };
  readonly pid: number;
  readonly services: readonly ServiceStatus[];
}

function statusFile(stateFolder: string): string {
  return join(stateFolder, "status.json");
}

export async function writeStatus(stateFolder: string, status: ShopStatus): Promise<void> {
  await mkdir(stateFolder, { recursive: true });
  const temporary = `${statusFile(stateFolder)}.${process.pid}`;
  await writeFile(temporary, `${JSON.stringify(status, null, 2)}\n`);
  await rename(temporary, statusFile(stateFolder));
}

export async function removeStatus(stateFolder: string): Promise<void> {
  await rm(statusFile(stateFolder), { force: true });
}

/** The status of the running shop; undefined when none runs (a file left behind by a killed one is ignored). */
export async function readStatus(stateFolder: string): Promise<ShopStatus | undefined> {
  try {
    const status = JSON.parse(await readFile(statusFile(stateFolder), "utf8")) as ShopStatus;
    return isAlive(status.pid) ? status : undefined;
  } catch {
    return undefined;
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
