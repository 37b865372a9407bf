import { malformed } from "./ingest-error.ts";

/** The type codes of thrift's binary protocol. */
export const ThriftType = {
  STOP: 0,
  BOOL: 2,
  BYTE: 3,
  DOUBLE: 4,
  I16: 6,
  I32: 8,
  I64: 10,
  STRING: 11,
  STRUCT: 12,
  MAP: 13,
  SET: 14,
  LIST: 15,
} as const;

const NESTING_MAX = 32;
const FIXED_SIZE = new Map<number, number>([
  [ThriftType.BOOL, 1],
  [ThriftType.BYTE, 1],
  [ThriftType.I16, 2],
  [ThriftType.I32, 4],
  [ThriftType.I64, 8],
  [ThriftType.DOUBLE, 8],
]);

/** The minimum bytes of a value of this type; list lengths are checked against it. */
function leastSize(type: number): number {
  const fixed = FIXED_SIZE.get(type);
  if (fixed !== undefined) return fixed;
  switch (type) {
    case ThriftType.STRUCT:
      return 1;
    case ThriftType.STRING:
      return 4;
    case ThriftType.LIST:
    case ThriftType.SET:
      return 5;
    case ThriftType.MAP:
      return 6;
    default:
      throw malformed(`thrift: unknown type code ${type}`);
  }
}

/**
 * Reads thrift's binary protocol. Every length is checked against the bytes that are left. All errors are IngestErrors.
 * Integers are big-endian.
 */
export class ThriftReader {
  position = 0;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** The next field as `id * 256 + type`, 0 at the end of the struct: one comparison checks both. */
  field(): number {
    const type = this.#bytes[this.#take(1)]!;
    return type === ThriftType.STOP ? 0 : this.#bytes.readInt16BE(this.#take(2)) * 256 + type;
  }

  bool(): boolean {
    return this.#bytes[this.#take(1)] !== 0;
  }

  i32(): number {
    return this.#bytes.readInt32BE(this.#take(4));
  }

  double(): number {
    return this.#bytes.readDoubleBE(this.#take(8));
  }

  /** An i64 as 16 hex digits: for ids. */
  i64Hex(): string {
    const at = this.#take(8);
    return this.#bytes.toString("hex", at, at + 8);
  }

  /** An i64 as a number, rounded beyond 2^53: for times. */
  i64Rounded(): number {
    const at = this.#take(8);
    return this.#bytes.readInt32BE(at) * 0x1_0000_0000 + this.#bytes.readUInt32BE(at + 4);
  }

  /** An i64 without rounding: a number up to 2^53, otherwise a decimal string. */
  i64Exact(): number | string {
    const rounded = this.i64Rounded();
    return Number.isSafeInteger(rounded) ? rounded : String(this.#bytes.readBigInt64BE(this.position - 8));
  }

  text(): string {
    const length = this.#length(1);
    const at = this.#take(length);
    return this.#bytes.toString("utf8", at, at + length);
  }

  base64(): string {
    const length = this.#length(1);
    const at = this.#take(length);
    return this.#bytes.toString("base64", at, at + length);
  }

  /** The length of a list of structs; -1, with the list skipped, when its elements are of another type. */
  structListLength(): number {
    const type = this.#bytes[this.#take(1)]!;
    if (type === ThriftType.STRUCT) return this.#length(1);
    this.position -= 1;
    const start = this.position;
    this.#skipElements(0, 1);
    // An empty list may name any element type, as some writers do.
    return this.#bytes.readInt32BE(start + 1) === 0 ? 0 : -1;
  }

  /** Skips the value of a field that field() returned. */
  skipField(field: number): void {
    this.#skip(field & 0xff, 0);
  }

  #skip(type: number, depth: number): void {
    if (depth > NESTING_MAX) throw malformed(`thrift: nested deeper than ${NESTING_MAX}`);
    const fixed = FIXED_SIZE.get(type);
    if (fixed !== undefined) this.#take(fixed);
    else if (type === ThriftType.STRING) this.#take(this.#length(1));
    else if (type === ThriftType.STRUCT) this.#skipStruct(depth);
    else if (type === ThriftType.MAP) this.#skipElements(depth, 2);
    else if (type === ThriftType.LIST || type === ThriftType.SET) this.#skipElements(depth, 1);
    else throw malformed(`thrift: unknown type code ${type}`);
  }

  #skipStruct(depth: number): void {
    for (let field = this.field(); field !== 0; field = this.field()) this.#skip(field & 0xff, depth + 1);
  }

  /** A list or set has one element type, a map two. An empty one may name any type, as some writers do. */
  #skipElements(depth: number, typesPerElement: 1 | 2): void {
    const at = this.#take(typesPerElement);
    const types = [...this.#bytes.subarray(at, at + typesPerElement)];
    const count = this.#length(0);
    if (count === 0) return;
    const bytesEach = types.reduce((sum, type) => sum + leastSize(type), 0);
    this.#checkCount(count, bytesEach);
    if (types.every((type) => FIXED_SIZE.has(type))) {
      this.#take(count * bytesEach);
      return;
    }
    for (let index = 0; index < count; index += 1) {
      for (const type of types) this.#skip(type, depth + 1);
    }
  }

  #length(bytesEach: number): number {
    const count = this.i32();
    this.#checkCount(count, bytesEach);
    return count;
  }

  /** Throws when `count` elements need more bytes than are left. */
  #checkCount(count: number, bytesEach: number): void {
    const left = this.#bytes.length - this.position;
    if (count < 0 || count * bytesEach > left) {
      throw malformed(`thrift: a length of ${count} at byte ${this.position - 4}, with ${left} bytes left`);
    }
  }

  #take(count: number): number {
    const at = this.position;
    if (at + count > this.#bytes.length)
      throw malformed(`thrift: the body ends at byte ${this.#bytes.length}, inside a value`);
    this.position = at + count;
    return at;
  }
}
