import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { toJson } from "../json.ts";

/** What is kept, each kind by ids of its own. */
export type Kind =
  | "canaryConfig"
  | "metricSetList"
  | "metricSetPairList"
  | "canaryResult"
  | "canaryAnalysis"
  | "judgeComparison";

/** An object that is kept, as JSON. */
export interface Kept {
  readonly id: string;
  /** When it was written last. */
  readonly updatedTimestamp: number;
  readonly json: string;
}

/** Keeps objects as JSON. */
export interface Store {
  /** In the order in which they were written last. */
  list(kind: Kind): Promise<readonly Kept[]>;
  find(kind: Kind, id: string): Promise<Kept | undefined>;
  write(kind: Kind, id: string, value: unknown): Promise<void>;
  /** Does nothing where there is no such object. */
  remove(kind: Kind, id: string): Promise<void>;
}

/** Keeps objects as long as the process lives. */
export class MemoryStore implements Store {
  readonly #kinds = new Map<Kind, Map<string, Kept>>();

  async list(kind: Kind): Promise<readonly Kept[]> {
    return [...this.#of(kind).values()];
  }

  async find(kind: Kind, id: string): Promise<Kept | undefined> {
    return this.#of(kind).get(id);
  }

  async write(kind: Kind, id: string, value: unknown): Promise<void> {
    this.#of(kind).delete(id);
    this.#of(kind).set(id, { id, updatedTimestamp: Date.now(), json: toJson(value) });
  }

  async remove(kind: Kind, id: string): Promise<void> {
    this.#of(kind).delete(id);
  }

  #of(kind: Kind): Map<string, Kept> {
    const known = this.#kinds.get(kind) ?? new Map<string, Kept>();
    this.#kinds.set(kind, known);
    return known;
  }
}

/** Keeps each object in a file of its own, DIR/KIND/ID.json, that is replaced as a whole. */
export class FileStore implements Store {
  readonly #folder: string;
  #writes = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async list(kind: Kind): Promise<readonly Kept[]> {
    const names = await ifThere(readdir(join(this.#folder, kind)));
    const ids = (names ?? []).flatMap((name) => /^([^~].*)\.json$/.exec(name)?.[1] ?? []);
    const kept = await Promise.all(ids.map((id) => this.find(kind, decodeURIComponent(id))));
    return kept.filter((one) => one !== undefined).toSorted((a, b) => a.updatedTimestamp - b.updatedTimestamp);
  }

  async find(kind: Kind, id: string): Promise<Kept | undefined> {
    const path = this.#path(kind, id);
    const json = await ifThere(readFile(path, "utf8"));
    const times = await ifThere(stat(path));
    return json === undefined || !times ? undefined : { id, json, updatedTimestamp: Math.floor(times.mtimeMs) };
  }

  async write(kind: Kind, id: string, value: unknown): Promise<void> {
    await mkdir(join(this.#folder, kind), { recursive: true });
    this.#writes += 1;
    const draft = join(this.#folder, kind, `~${process.pid}-${this.#writes}`);
    await writeFile(draft, toJson(value));
    await rename(draft, this.#path(kind, id));
  }

  async remove(kind: Kind, id: string): Promise<void> {
    await rm(this.#path(kind, id), { force: true });
  }

  /** Ids are escaped, so that none leads out of the folder; a leading ~ is for drafts. */
  #path(kind: Kind, id: string): string {
    return join(this.#folder, kind, `${encodeURIComponent(id).replace(/^~/, "%7E")}.json`);
  }
}

/** The result; undefined where there is no such file, or no file can have such a name. */
async function ifThere<T>(result: Promise<T>): Promise<T | undefined> {
  try {
    return await result;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "ENOENT" || code === "ENAMETOOLONG") return undefined;
    throw error;
  }
}
