import type { Process, Tag, TagType, TagValue } from "@hipstershop/traces";

const KEYS_MAX = 4096;
const VALUES_PER_KEY_MAX = 64;
const VALUE_LENGTH_MAX = 256;
const TEXTS_MAX = 4096;
const PROCESSES_MAX = 1024;

interface Key {
  readonly name: string;
  readonly values: Map<TagValue, Tag>;
}

/**
 * Interns tags, names and processes: equal ones are one shared object, which halves the memory of the store. The pool
 * is bounded: it holds the first 64 values of a key, and is cleared when it is full; objects in use stay valid.
 */
export class TagPool {
  readonly #tags = new Map<string, Key>();
  readonly #texts = new Map<string, string>();
  readonly #processes = new Map<string, Process>();

  /** The tag of this key, type and value. */
  tag(key: string, type: TagType, value: TagValue): Tag {
    const { name, values } = this.#tags.get(key) ?? this.#newKey(key);
    const known = values.get(value);
    if (known?.type === type) return known;
    // All tags of a key share one string: less memory, and comparing is fast.
    const tag: Tag = { key: name, type, value };
    const worthKeeping = known === undefined && values.size < VALUES_PER_KEY_MAX;
    if (worthKeeping && (typeof value !== "string" || value.length <= VALUE_LENGTH_MAX)) values.set(value, tag);
    return tag;
  }

  /** The shared copy of an equal text. */
  text(text: string): string {
    const known = this.#texts.get(text);
    if (known !== undefined) return known;
    if (this.#texts.size >= TEXTS_MAX) this.#texts.clear();
    this.#texts.set(text, text);
    return text;
  }

  /** The shared process with this service and these tags. */
  process(service: string, tags: readonly Tag[]): Process {
    const id = JSON.stringify([service, tags]);
    const known = this.#processes.get(id);
    if (known) return known;
    if (this.#processes.size >= PROCESSES_MAX) this.#processes.clear();
    const process: Process = { service: this.text(service), tags };
    this.#processes.set(id, process);
    return process;
  }

  #newKey(name: string): Key {
    if (this.#tags.size >= KEYS_MAX) this.#tags.clear();
    const key: Key = { name, values: new Map() };
    this.#tags.set(name, key);
    return key;
  }
}
