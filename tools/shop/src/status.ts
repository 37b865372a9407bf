import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describeHolder, holderOf, shopLock } from "@hipstershop/locks";
import { TYPED } from "@hipstershop/runtime/typed-commands";
import type { ServiceState } from "./launch.ts";

/** One service in .shop/status.json: `grpc` is host:port; the frontend has `http`, a URL, instead. */
export interface ServiceStatus {
  readonly name: string;
  readonly grpc?: string;
  readonly http?: string;
  readonly metrics?: string;
  /** 0 while it is stopped. */
  readonly pid: number;
  readonly state: ServiceState;
  /** Resident memory of the service's process; in the one-process shop that is the whole shop's. */
  readonly rssBytes: number;
}

/** A fault that is on. */
export interface ActiveFault {
  readonly name: string;
  /** The variant for everybody; "off" when only a rule switches it on. */
  readonly variant: string;
  /** A rule switches it, or another variant of it, on for some. */
  readonly targeted?: true;
}

/** URLs of the pages that people open. */
export interface ShopPlaces {
  readonly frontend: string;
  readonly traces: string;
  /** The training pages; /faults is the one of faults. */
  readonly training: string;
  /** The course of labs, on those pages. */
  readonly course: string;
}

/** The content of .shop/status.json while the shop runs, and of `shop status --json`. */
export interface ShopStatus extends ShopPlaces {
  /** The same for other machines, by each address of this one; left out when the shop listens on one address only. */
  readonly elsewhere?: readonly ShopPlaces[];
  /** What the training pages ask of people on other machines, and the flag service of those who change flags. */
  readonly token?: string;
  readonly ingest: { readonly jaegerThrift: string; readonly otlpHttp: string };
  readonly pid: number;
  /** The socket that `shop stop`, `pause` and `start` use; with `--processes` only. */
  readonly control?: string;
  readonly services: readonly ServiceStatus[];
  /** Only in the output of `shop status`, and when the flag service answers in time. */
  readonly faults?: readonly ActiveFault[];
}

function fileOf(stateFolder: string): string {
  return join(stateFolder, "status.json");
}

/** The status file, for the shop that holds the folder's lock. */
export class StatusFile {
  readonly #stateFolder: string;
  #work: Promise<void> = Promise.resolve();
  #removed = false;

  constructor(stateFolder: string) {
    this.#stateFolder = stateFolder;
  }

  /** Writes the status that `read` returns. Writes happen one after the other, and none after the removal. */
  save(read: () => Promise<ShopStatus>): Promise<void> {
    const saved = this.#work.then(async () => {
      if (!this.#removed) await writeStatus(this.#stateFolder, await read());
    });
    this.#work = saved.catch(() => {});
    return saved;
  }

  /** Removes the file after pending writes. */
  async remove(): Promise<void> {
    this.#removed = true;
    await this.#work;
    await removeStatus(this.#stateFolder);
  }
}

/** Writes the file under another name and renames it, so that readers never see a partial file. For the holder of the lock. */
export async function writeStatus(stateFolder: string, status: ShopStatus): Promise<void> {
  const path = fileOf(stateFolder);
  await writeFile(`${path}.new`, `${JSON.stringify(status, null, 2)}\n`);
  await rename(`${path}.new`, path);
}

/** Removes the file, if there is one. */
export async function removeStatus(stateFolder: string): Promise<void> {
  await rm(fileOf(stateFolder), { force: true });
}

/** The status of the running shop; undefined when none runs (a killed one may have left a file), or before it has written one. */
export async function readStatus(stateFolder: string): Promise<ShopStatus | undefined> {
  if (!holderOf(shopLock(stateFolder))) return undefined;
  try {
    const status: unknown = JSON.parse(await readFile(fileOf(stateFolder), "utf8"));
    return isStatus(status) ? status : undefined;
  } catch {
    return undefined;
  }
}

/** Why there is no status, as a message. */
export function whyNoStatus(stateFolder: string): string {
  const holder = holderOf(shopLock(stateFolder));
  if (!holder) return `no shop is open here; \`${TYPED.start}\` opens one`;
  const who = holder === "unknown" ? "another process" : describeHolder(holder);
  return `a shop is being opened or closed here, by ${who}: ask again when it has told where it is`;
}

/** Whether it has the fields that are read: the file may be from another version or another program. */
function isStatus(value: unknown): value is ShopStatus {
  const { frontend, traces, training, course, ingest, pid, services, elsewhere } = (value ?? {}) as Partial<ShopStatus>;
  return (
    (elsewhere === undefined || (Array.isArray(elsewhere) && elsewhere.every(isPlaces))) &&
    [frontend, traces, training, course, ingest?.otlpHttp].every(
      (url) => typeof url === "string" && URL.canParse(url),
    ) &&
    Number.isSafeInteger(pid) &&
    Array.isArray(services) &&
    services.every((one: Partial<ServiceStatus> | null) => typeof one?.name === "string" && Number.isInteger(one.pid))
  );
}

function isPlaces(value: Partial<ShopPlaces> | null): boolean {
  return [value?.frontend, value?.traces, value?.training, value?.course].every(
    (url) => typeof url === "string" && URL.canParse(url),
  );
}
