import { randomUUID } from "node:crypto";
import type * as z from "zod";
import { parse, Problem } from "../problem.ts";
import { instant } from "./canary-configs.ts";
import type { Kind, Store } from "./store.ts";

/** What lists of one kind are called, and what is in them. */
interface Described<T> {
  /** Also the path that answers for them. */
  readonly kind: Kind;
  readonly name: string;
  readonly schema: z.ZodType<T[]>;
}

/** Lists of one kind in the store, each by an id of its own. */
export class KeptLists<T> {
  readonly #store: Store;
  readonly #about: Described<T>;

  constructor(store: Store, about: Described<T>) {
    this.#store = store;
    this.#about = about;
  }

  /** Adds a list, as a client sent it, and returns its id. */
  create(body: unknown): Promise<string> {
    return this.add(parse(this.#about.schema, body, `The ${this.#about.name}`));
  }

  async add(list: readonly T[]): Promise<string> {
    const id = randomUUID();
    await this.#store.write(this.#about.kind, id, list);
    return id;
  }

  async find(id: string): Promise<readonly T[]> {
    const { kind, name, schema } = this.#about;
    const kept = await this.#store.find(kind, id);
    if (!kept) throw new Problem(404, `There is no ${name} ${id}: GET /${kind} lists them.`);
    return parse(schema, JSON.parse(kept.json), `The stored ${name}`);
  }

  summaries() {
    return summariesOf(this.#store, this.#about.kind);
  }

  async remove(id: string): Promise<void> {
    await this.find(id);
    await this.#store.remove(this.#about.kind, id);
  }
}

/** Which objects of a kind are kept, and since when. */
export async function summariesOf(store: Store, kind: Kind) {
  const all = await store.list(kind);
  return all.map(({ id, updatedTimestamp }) => ({
    id,
    updatedTimestamp,
    updatedTimestampIso: instant(updatedTimestamp),
  }));
}
