import { malformed } from "./ingest-error.ts";

/** Protobuf's wire types, the low three bits of a tag. */
export const Wire = { VARINT: 0, FIXED64: 1, BYTES: 2, GROUP: 3, GROUP_END: 4, FIXED32: 5 } as const;

/** Maximum nesting of groups, a deprecated feature of protobuf. */
const GROUPS_MAX = 32;

/**
 * Reads protobuf's wire format, never past the end of the current message. `enter` narrows the reader to the embedded
 * message that follows and returns the end of the outer one, which `leave` restores. All errors are IngestErrors.
 */
export class ProtobufReader {
  position: number;
  end: number;
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.position = 0;
    this.end = bytes.length;
  }

  /** The next field as `number * 8 + wire type`, or 0 at the end of the message. */
  field(): number {
    if (this.position >= this.end) return 0;
    const field = this.varint();
    if (field < 8) throw malformed("protobuf: a field numbered 0");
    return field;
  }

  enterMessage(): number {
    const outerEnd = this.end;
    const length = this.#length();
    this.end = this.position + length;
    return outerEnd;
  }

  /** Enters a message that may be truncated by the end of the outer one. Returns the number of missing bytes. */
  enterTruncated(): number {
    const length = this.varint();
    const left = this.end - this.position;
    this.end = this.position + Math.min(length, left);
    return Math.max(0, length - left);
  }

  leaveMessage(outerEnd: number): void {
    this.position = this.end;
    this.end = outerEnd;
  }

  /** A varint of up to 53 bits: lengths and tags. Field values are read with number() and int64(). */
  varint(): number {
    const first = this.#bytes[this.#take(1)]!;
    if (first < 0x80) return first;
    const value = Number(this.#longVarint(first));
    if (value > Number.MAX_SAFE_INTEGER) throw malformed("protobuf: a number larger than its field can be");
    return value;
  }

  /** An enum value or a count, of any sign and size, as a number. */
  number(): number {
    const first = this.#bytes[this.#take(1)]!;
    return first < 0x80 ? first : Number(BigInt.asIntN(64, this.#longVarint(first)));
  }

  int64(): bigint {
    const first = this.#bytes[this.#take(1)]!;
    return first < 0x80 ? BigInt(first) : BigInt.asIntN(64, this.#longVarint(first));
  }

  fixed64(): bigint {
    return this.#bytes.readBigUInt64LE(this.#take(8));
  }

  double(): number {
    return this.#bytes.readDoubleLE(this.#take(8));
  }

  text(): string {
    const length = this.#length();
    const at = this.#take(length);
    return this.#bytes.toString("utf8", at, at + length);
  }

  hex(): string {
    const length = this.#length();
    const at = this.#take(length);
    return this.#bytes.toString("hex", at, at + Math.min(length, 32));
  }

  /** A copy, so that it does not keep the whole body in memory. */
  bytes(): Buffer {
    const length = this.#length();
    const at = this.#take(length);
    return Buffer.from(this.#bytes.subarray(at, at + length));
  }

  /** Skips the value of a field that field() returned. */
  skipField(field: number, groups = 0): void {
    const wire = field % 8;
    if (wire === Wire.VARINT) this.int64();
    else if (wire === Wire.FIXED64) this.#take(8);
    else if (wire === Wire.BYTES) this.#take(this.#length());
    else if (wire === Wire.FIXED32) this.#take(4);
    else if (wire === Wire.GROUP && groups < GROUPS_MAX) this.#skipGroup(groups + 1);
    else throw malformed(`protobuf: unknown wire type ${wire}`);
  }

  #skipGroup(groups: number): void {
    for (let field = this.field(); field !== 0 && field % 8 !== Wire.GROUP_END; field = this.field())
      this.skipField(field, groups);
  }

  #longVarint(first: number): bigint {
    let value = BigInt(first & 0x7f);
    for (let shift = 7n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#take(1)]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asUintN(64, value);
    }
    throw malformed("protobuf: a number longer than ten bytes");
  }

  #length(): number {
    const length = this.varint();
    const left = this.end - this.position;
    if (length > left) throw malformed(tooLong(this.position, left, length - left));
    return length;
  }

  #take(count: number): number {
    const at = this.position;
    if (at + count > this.end) throw malformed(`protobuf: the message ends at byte ${this.end}, inside a value`);
    this.position = at + count;
    return at;
  }
}

/** The message for a length beyond the end. */
export function tooLong(position: number, left: number, missing: number): string {
  return `protobuf: a length of ${left + missing} at byte ${position}, with ${left} bytes left`;
}
