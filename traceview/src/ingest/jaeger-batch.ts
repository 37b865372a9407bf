import type { Link, Log, Process, Tag } from "@hipstershop/traces";
import { safeStartUs } from "./span-times.ts";
import { quotedValue, type Batch } from "./batch.ts";
import { spanFromJaeger, type DecodedJaegerSpan } from "./jaeger-span.ts";
import { ThriftReader, ThriftType } from "./thrift-reader.ts";

const { BOOL, DOUBLE, I32, I64, LIST, STRING, STRUCT } = ThriftType;

/** Field ids and types of jaeger.thrift, encoded as ThriftReader.field() returns them. */
const BATCH = { process: 0x100 + STRUCT, spans: 0x200 + LIST };
const PROCESS = { serviceName: 0x100 + STRING, tags: 0x200 + LIST };
const SPAN = {
  traceIdLow: 0x100 + I64,
  traceIdHigh: 0x200 + I64,
  spanId: 0x300 + I64,
  parentSpanId: 0x400 + I64,
  operationName: 0x500 + STRING,
  references: 0x600 + LIST,
  flags: 0x700 + I32,
  startTime: 0x800 + I64,
  duration: 0x900 + I64,
  tags: 0xa00 + LIST,
  logs: 0xb00 + LIST,
};
const REFERENCE = { type: 0x100 + I32, traceIdLow: 0x200 + I64, traceIdHigh: 0x300 + I64, spanId: 0x400 + I64 };
const LOG = { timestamp: 0x100 + I64, fields: 0x200 + LIST };
const TAG = {
  key: 0x100 + STRING,
  type: 0x200 + I32,
  text: 0x300 + STRING,
  double: 0x400 + DOUBLE,
  bool: 0x500 + BOOL,
  long: 0x600 + I64,
  binary: 0x700 + STRING,
};

const UNNAMED = "unknown_service";

/**
 * Reads a Jaeger thrift `Batch` (binary protocol) into `batch`. An invalid field is left out. Thrift structs have no
 * length, so after a syntax error the rest of the body is lost; what was read before is kept. Throws an IngestError
 * when nothing could be read.
 */
export function readJaegerBatch(bytes: Buffer, batch: Batch): void {
  new JaegerBatch(bytes, batch).read();
}

class JaegerBatch {
  readonly #reader: ThriftReader;
  readonly #batch: Batch;

  constructor(bytes: Buffer, batch: Batch) {
    this.#reader = new ThriftReader(bytes);
    this.#batch = batch;
  }

  read(): void {
    const reader = this.#reader;
    let process: Process | undefined;
    let spansAt = -1;
    try {
      for (let field = reader.field(); field !== 0; field = reader.field()) {
        if (field === BATCH.process) process = this.#process();
        else if (field === BATCH.spans && process) {
          if (!this.#addSpans(process)) break;
        } else {
          if (field === BATCH.spans) spansAt = reader.position;
          this.#skipField(field, BATCH, "the batch");
        }
      }
      if (!process) this.#batch.addRemark("thrift: the batch names no process");
    } catch (error) {
      this.#batch.addRemarkOf(error);
    }
    // Thrift fields have no fixed order: here the spans came before their process.
    if (spansAt >= 0) {
      reader.position = spansAt;
      this.#addSpans(process ?? this.#batch.pool.process(UNNAMED, []));
    }
    this.#batch.assertAnythingRead();
  }

  #process(): Process {
    const reader = this.#reader;
    let service = "";
    let tags: Tag[] = [];
    for (let field = reader.field(); field !== 0; field = reader.field()) {
      if (field === PROCESS.serviceName) service = reader.text();
      else if (field === PROCESS.tags) tags = this.#tags();
      else this.#skipField(field, PROCESS, "a process");
    }
    if (service === "") this.#batch.addRemark(`thrift: a process without serviceName is called ${UNNAMED}`);
    return this.#batch.pool.process(service || UNNAMED, tags);
  }

  /** False after a syntax error: the start of the next field is unknown then. */
  #addSpans(process: Process): boolean {
    let left = this.#readListLength("spans");
    try {
      for (; left > 0; left -= 1) this.#addSpan(process);
      return true;
    } catch (error) {
      this.#batch.addRemarkOf(error);
      this.#batch.rejected += left;
      return false;
    }
  }

  #addSpan(process: Process): void {
    const batch = this.#batch;
    batch.countPart();
    const raw = this.#readSpan();
    if (typeof raw === "string") return batch.rejectSpan(raw);
    const span = spanFromJaeger(raw, process, batch);
    if (span) batch.spans.push(span);
  }

  /** A remark instead of the span when a required field is missing. */
  #readSpan(): DecodedJaegerSpan | string {
    const reader = this.#reader;
    let [low, high, spanId, parentSpanId] = ["", "", "", ""];
    let operation: string | undefined;
    let flags = 0;
    let startUs = 0;
    let durationUs = 0;
    let tags: Tag[] = [];
    let logs: readonly Log[] = [];
    let references: readonly Link[] = [];
    for (let field = reader.field(); field !== 0; field = reader.field()) {
      if (field === SPAN.traceIdLow) low = reader.i64Hex();
      else if (field === SPAN.traceIdHigh) high = reader.i64Hex();
      else if (field === SPAN.spanId) spanId = reader.i64Hex();
      else if (field === SPAN.parentSpanId) parentSpanId = reader.i64Hex();
      else if (field === SPAN.operationName) operation = reader.text();
      else if (field === SPAN.references) references = this.#references();
      else if (field === SPAN.flags) flags = reader.i32();
      else if (field === SPAN.startTime) startUs = reader.i64Rounded();
      else if (field === SPAN.duration) durationUs = reader.i64Rounded();
      else if (field === SPAN.tags) tags = this.#tags();
      else if (field === SPAN.logs) logs = this.#logs();
      else this.#skipField(field, SPAN, "a span");
    }
    if (low === "" || spanId === "") return "thrift: a span without traceIdLow or spanId is dropped";
    if (operation === undefined) this.#batch.addRemark("thrift: a span without operationName is kept without a name");
    const traceId = (high === "" ? "0".repeat(16) : high) + low;
    return {
      traceId,
      spanId,
      parentSpanId,
      operation: operation ?? "",
      flags,
      startUs,
      durationUs,
      tags,
      logs,
      references,
    };
  }

  #references(): Link[] {
    const reader = this.#reader;
    const references: Link[] = [];
    for (let left = this.#readListLength("references"); left > 0; left -= 1) {
      this.#batch.countPart();
      let [type, low, high, spanId] = [0, "", "0".repeat(16), ""];
      for (let field = reader.field(); field !== 0; field = reader.field()) {
        if (field === REFERENCE.type) type = reader.i32();
        else if (field === REFERENCE.traceIdLow) low = reader.i64Hex();
        else if (field === REFERENCE.traceIdHigh) high = reader.i64Hex();
        else if (field === REFERENCE.spanId) spanId = reader.i64Hex();
        else this.#skipField(field, REFERENCE, "a reference");
      }
      if (low === "" || spanId === "")
        this.#batch.addRemark("thrift: a reference without traceIdLow or spanId is left out");
      else references.push({ type: type === 0 ? "CHILD_OF" : "FOLLOWS_FROM", traceId: high + low, spanId, tags: [] });
    }
    return references;
  }

  #logs(): Log[] {
    const reader = this.#reader;
    const logs: Log[] = [];
    for (let left = this.#readListLength("logs"); left > 0; left -= 1) {
      this.#batch.countPart();
      let timestampUs = 0;
      let fields: readonly Tag[] = [];
      for (let field = reader.field(); field !== 0; field = reader.field()) {
        if (field === LOG.timestamp) timestampUs = reader.i64Rounded();
        else if (field === LOG.fields) fields = this.#tags();
        else this.#skipField(field, LOG, "a log");
      }
      logs.push({ timestampUs: safeStartUs(timestampUs), fields });
    }
    return logs;
  }

  #tags(): Tag[] {
    const tags: Tag[] = [];
    for (let left = this.#readListLength("tags"); left > 0; left -= 1) {
      const tag = this.#tag();
      if (tag) tags.push(tag);
    }
    return tags;
  }

  /** A tag may have all five values (exporter-jaeger writes them all): vType selects one. */
  #tag(): Tag | undefined {
    const reader = this.#reader;
    let key = "";
    let type = -1;
    let [text, binary] = ["", ""];
    let double = 0;
    let bool = false;
    let long: number | string = 0;
    for (let field = reader.field(); field !== 0; field = reader.field()) {
      if (field === TAG.key) key = reader.text();
      else if (field === TAG.type) type = reader.i32();
      else if (field === TAG.text) text = reader.text();
      else if (field === TAG.double) double = reader.double();
      else if (field === TAG.bool) bool = reader.bool();
      else if (field === TAG.long) long = reader.i64Exact();
      else if (field === TAG.binary) binary = reader.base64();
      else this.#skipField(field, TAG, "a tag");
    }
    const batch = this.#batch;
    if (type === 0) return batch.tag(key, "string", text);
    if (type === 1) return batch.tag(key, "float64", double);
    if (type === 2) return batch.tag(key, "bool", bool);
    if (type === 3) return batch.tag(key, "int64", long);
    if (type === 4) return batch.tag(key, "binary", binary);
    batch.countPart();
    batch.addRemark(`thrift: tag ${quotedValue(key)} has the unknown type ${type} and is left out`);
    return undefined;
  }

  #readListLength(what: string): number {
    const count = this.#reader.structListLength();
    if (count < 0) this.#batch.addRemark(`thrift: ${what} are not a list of structs and are left out`);
    return count;
  }

  /** Skips a field; with a remark for a known field of the wrong type. Unknown fields may be newer ones. */
  #skipField(field: number, known: Readonly<Record<string, number>>, what: string): void {
    this.#reader.skipField(field);
    for (const name in known) {
      if (known[name] !== field && known[name]! >> 8 === field >> 8)
        this.#batch.addRemark(`thrift: ${name} of ${what} came as type ${field & 0xff} and is left out`);
    }
  }
}
