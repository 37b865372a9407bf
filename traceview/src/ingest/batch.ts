import type { Span, Tag, TagType, TagValue } from "@hipstershop/traces";
import { IngestError, malformed } from "./ingest-error.ts";
import type { TagPool } from "../store/tag-pool.ts";

/** A body may cost this many objects when read: it bounds memory for bodies made of very many very small parts. */
const PARTS_MAX = 1_000_000;
/** Different remarks kept of one body; further ones are only counted. */
const REMARKS_MAX = 10;

/**
 * What one body is read into. An odd field costs only itself, a span that can't be kept only itself: each leaves a remark. Nothing
 * reaches the store before the whole body was gone through.
 */
export class Batch {
  readonly spans: Span[] = [];
  readonly pool: TagPool;
  /** Spans that were met but cannot be kept, such as one without an id. */
  rejected = 0;
  /** What remarks begin with, such as the line of a file that they are about. */
  where = "";
  readonly #remarks = new Map<string, number>();
  #further = 0;
  #readable = 0;
  #parts = 0;

  constructor(pool: TagPool) {
    this.pool = pool;
  }

  /** Counts one more object against the limit of a body. */
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

  /** Remembers, in a sentence, what was odd and what was done about it. */
  note(what: string): void {
    // What it quotes may be cut in the middle of a pair.
    const remark = (this.where + what).toWellFormed();
    const known = this.#remarks.get(remark);
    if (known !== undefined || this.#remarks.size < REMARKS_MAX) this.#remarks.set(remark, (known ?? 0) + 1);
    else this.#further += 1;
  }

  /** The same of a span that cannot be kept; `isReadable` where it was understood, but names nothing to keep it by. */
  reject(why: string, isReadable = false): void {
    this.rejected += 1;
    if (isReadable) this.#readable += 1;
    this.note(why);
  }

  /** A failure to read a part, which then costs that part alone. Whatever is not about what was sent is thrown on. */
  noteFailure(error: unknown): string {
    if (!(error instanceof IngestError) || error.status !== 400) throw error;
    this.note(error.message);
    return error.message;
  }

  /** How much was noted so far. */
  get noted(): number {
    return this.#remarks.values().reduce((sum, count) => sum + count, this.#further);
  }

  /** What was odd, in sentences; empty when all was well. */
  get remarks(): readonly string[] {
    const remarks = [...this.#remarks].map(([remark, count]) => (count > 1 ? `${remark} (${count} times)` : remark));
    return this.#further > 0 ? [...remarks, `and ${this.#further} more`] : remarks;
  }

  /** To be asked at the end: a body of which nothing could be read is refused as a whole. */
  assertSomething(): void {
    if (this.rejected === 0) this.assertReadable();
  }

  /** The same where no answer can tell of single spans: one of which no span could be read is refused, too. */
  assertReadable(): void {
    if (this.spans.length > 0 || this.#readable > 0 || this.noted === 0) return;
    throw malformed(this.remarks.join("; "));
  }
}

/** A value as a remark shows it. */
export function quoted(value: unknown): string {
  const text = written(value);
  return text.length > 80 ? `${text.slice(0, 80).toWellFormed()}…` : text;
}

/** Any value as JSON text; JSON.stringify itself ends at some ten thousand levels. */
export function written(value: unknown): string {
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return "(nested too deeply to be shown)";
  }
}
