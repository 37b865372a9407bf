import type { Span, Tag, TagType, TagValue } from "../model.ts";
import { IngestError } from "./ingest-error.ts";
import type { TagPool } from "./tag-pool.ts";

/** A body may cost this many objects when read: it bounds memory for bodies made of very many very small parts. */
const PARTS_MAX = 1_000_000;

/** What one body is read into. Nothing of it reaches the store before all of it was understood. */
export class Batch {
  readonly spans: Span[] = [];
  readonly pool: TagPool;
  /** Spans that were readable but cannot be kept, such as one without an id. */
  rejected = 0;
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
}
