import type { Span, Tag, TagType, TagValue } from "@hipstershop/traces";
import { IngestError, malformed } from "./ingest-error.ts";
import type { TagPool } from "../store/tag-pool.ts";

/** Maximum parts (spans, tags, logs, links) of a body: bounds the memory for a body of very many tiny parts. */
const PARTS_MAX = 1_000_000;
/** Maximum distinct remarks of a body; further ones are only counted. */
const REMARKS_MAX = 10;

/**
 * Collects the spans of one body. An invalid field is left out and an invalid span is dropped, each with a remark.
 * Spans are added to the store after the whole body was parsed.
 */
export class Batch {
  readonly spans: Span[] = [];
  readonly pool: TagPool;
  /** Number of dropped spans, such as spans without an id. */
  rejected = 0;
  /** Prefix of remarks, such as the line of the file. */
  remarkPrefix = "";
  readonly #remarks = new Map<string, number>();
  #further = 0;
  #readable = 0;
  #parts = 0;

  constructor(pool: TagPool) {
    this.pool = pool;
  }

  /** Counts a part; throws an IngestError 413 beyond PARTS_MAX. */
  countPart(): void {
    this.#parts += 1;
    if (this.#parts > PARTS_MAX) {
      throw new IngestError(413, `the body holds more than ${PARTS_MAX} spans, tags, logs and links: send it in parts`);
    }
  }

  tag(key: string, type: TagType, value: TagValue): Tag {
    this.countPart();
    return this.pool.tag(key, type, value);
  }

  /** Records a remark: a sentence that says what was invalid and how it was handled. */
  addRemark(what: string): void {
    // A truncated quotation may end within a surrogate pair.
    const remark = (this.remarkPrefix + what).toWellFormed();
    const known = this.#remarks.get(remark);
    if (known !== undefined || this.#remarks.size < REMARKS_MAX) this.#remarks.set(remark, (known ?? 0) + 1);
    else this.#further += 1;
  }

  /** Records a dropped span. `isReadable`: it was parsed, but has no valid id. */
  rejectSpan(why: string, isReadable = false): void {
    this.rejected += 1;
    if (isReadable) this.#readable += 1;
    this.addRemark(why);
  }

  /** Records a parse error of a part and returns its message; rethrows any other error. */
  addRemarkOf(error: unknown): string {
    if (!(error instanceof IngestError) || error.status !== 400) throw error;
    this.addRemark(error.message);
    return error.message;
  }

  /** Number of remarks so far, repeated ones included. */
  get remarkCount(): number {
    return this.#remarks.values().reduce((sum, count) => sum + count, this.#further);
  }

  /** The distinct remarks, as sentences. */
  get remarks(): readonly string[] {
    const remarks = [...this.#remarks].map(([remark, count]) => (count > 1 ? `${remark} (${count} times)` : remark));
    return this.#further > 0 ? [...remarks, `and ${this.#further} more`] : remarks;
  }

  /** Call after parsing. Throws an IngestError when there are remarks, but no span was kept or dropped. */
  assertAnythingRead(): void {
    if (this.rejected === 0) this.assertAnySpanRead();
  }

  /** For protocols whose answer cannot report dropped spans: throws also when every span was dropped as unreadable. */
  assertAnySpanRead(): void {
    if (this.spans.length > 0 || this.#readable > 0 || this.remarkCount === 0) return;
    throw malformed(this.remarks.join("; "));
  }
}

/** A value as quoted in a remark: JSON text of at most 80 characters. */
export function quotedValue(value: unknown): string {
  const text = jsonText(value);
  return text.length > 80 ? `${text.slice(0, 80).toWellFormed()}…` : text;
}

/** A value as JSON text. JSON.stringify overflows the stack at some ten thousand levels. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return "(nested too deeply to be shown)";
  }
}
