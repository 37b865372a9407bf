import { Int64, TBinaryProtocol } from "thrift";

/** A batch for tests; ids are hex, times decimal microseconds. Written with Apache's thrift encoder. */
export interface BatchSpec {
  readonly service?: string;
  readonly processTags?: readonly TagSpec[];
  readonly spans: readonly SpanSpec[];
  /** Writes the process after the spans: thrift allows fields in any order. */
  readonly spansFirst?: boolean;
}

export type TagSpec = readonly [key: string, type: "str" | "double" | "bool" | "long" | "binary", value: unknown];

export interface SpanSpec {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly parentSpanId?: string;
  readonly operation?: string;
  readonly flags?: number;
  readonly startUs?: bigint;
  readonly durationUs?: bigint;
  readonly tags?: readonly TagSpec[];
  readonly logs?: readonly (readonly [timestampUs: bigint, fields: readonly TagSpec[]])[];
  readonly references?: readonly (readonly [type: 0 | 1, traceId: string, spanId: string])[];
  /** Writes unknown fields, as of a newer version of the format. */
  readonly extra?: (out: TBinaryProtocol) => void;
}

export const Type = { BOOL: 2, DOUBLE: 4, I32: 8, I64: 10, STRING: 11, STRUCT: 12, MAP: 13, LIST: 15 } as const;
const TAG_TYPES = ["str", "double", "bool", "long", "binary"];

/** The bytes of a batch in thrift's binary protocol. */
export function thriftBatch(spec: BatchSpec): Buffer {
  return encode((out) => {
    const process = (): void =>
      field(out, 1, Type.STRUCT, () => {
        field(out, 1, Type.STRING, () => out.writeString(spec.service ?? "cartservice"));
        if (spec.processTags) field(out, 2, Type.LIST, () => list(out, spec.processTags!, writeTag));
        out.writeFieldStop();
      });
    if (!spec.spansFirst) process();
    field(out, 2, Type.LIST, () => list(out, spec.spans, writeSpan));
    if (spec.spansFirst) process();
    out.writeFieldStop();
  });
}

export function encode(write: (out: TBinaryProtocol) => void): Buffer {
  const chunks: Buffer[] = [];
  write(new TBinaryProtocol({ write: (bytes) => chunks.push(Buffer.from(bytes as Buffer)) }));
  return Buffer.concat(chunks);
}

export function field(out: TBinaryProtocol, id: number, type: number, write: () => void): void {
  out.writeFieldBegin("", type, id);
  write();
}

function list<T>(
  out: TBinaryProtocol,
  elements: readonly T[],
  write: (out: TBinaryProtocol, element: T) => void,
): void {
  out.writeListBegin(Type.STRUCT, elements.length);
  for (const element of elements) write(out, element);
}

function long(out: TBinaryProtocol, id: number, value: bigint | string): void {
  const bytes = Buffer.alloc(8);
  if (typeof value === "string") bytes.write(value.padStart(16, "0"), "hex");
  else bytes.writeBigInt64BE(value);
  field(out, id, Type.I64, () => out.writeI64(new Int64(bytes)));
}

function writeSpan(out: TBinaryProtocol, span: SpanSpec): void {
  const traceId = (span.traceId ?? "0af7651916cd43dd8448eb211c80319c").padStart(32, "0");
  long(out, 1, traceId.slice(16));
  long(out, 2, traceId.slice(0, 16));
  long(out, 3, span.spanId ?? "00f067aa0ba902b7");
  long(out, 4, span.parentSpanId ?? "0");
  field(out, 5, Type.STRING, () => out.writeString(span.operation ?? "hipstershop.CartService/GetCart"));
  if (span.references) field(out, 6, Type.LIST, () => list(out, span.references!, writeReference));
  field(out, 7, Type.I32, () => out.writeI32(span.flags ?? 1));
  long(out, 8, span.startUs ?? 1_700_000_000_123_456n);
  long(out, 9, span.durationUs ?? 1_234n);
  if (span.tags) field(out, 10, Type.LIST, () => list(out, span.tags!, writeTag));
  if (span.logs) field(out, 11, Type.LIST, () => list(out, span.logs!, writeLog));
  span.extra?.(out);
  out.writeFieldStop();
}

function writeReference(out: TBinaryProtocol, [type, traceId, spanId]: readonly [number, string, string]): void {
  field(out, 1, Type.I32, () => out.writeI32(type));
  long(out, 2, traceId.slice(16));
  long(out, 3, traceId.slice(0, 16));
  long(out, 4, spanId);
  out.writeFieldStop();
}

function writeLog(out: TBinaryProtocol, [timestampUs, fields]: readonly [bigint, readonly TagSpec[]]): void {
  long(out, 1, timestampUs);
  field(out, 2, Type.LIST, () => list(out, fields, writeTag));
  out.writeFieldStop();
}

function writeTag(out: TBinaryProtocol, [key, type, value]: TagSpec): void {
  field(out, 1, Type.STRING, () => out.writeString(key));
  field(out, 2, Type.I32, () => out.writeI32(TAG_TYPES.indexOf(type)));
  if (type === "str") field(out, 3, Type.STRING, () => out.writeString(value as string));
  if (type === "double") field(out, 4, Type.DOUBLE, () => out.writeDouble(value as number));
  if (type === "bool") field(out, 5, Type.BOOL, () => out.writeBool(value as boolean));
  if (type === "long") long(out, 6, value as bigint);
  if (type === "binary") field(out, 7, Type.STRING, () => out.writeBinary(value as Buffer));
  out.writeFieldStop();
}
