import { malformed } from "./ingest-error.ts";

/** The wire types of protobuf, the low three bits of a tag. */
export const Wire = { VARINT: 0, FIXED64: 1, BYTES: 2, FIXED32: 5 } as const;

/**
 * Reads protobuf's wire format one message at a time, never past its end. A message is a range of bytes: `enter` narrows the
 * reader to the embedded one that follows and answers the old end, which `leave` restores. Every failure is an IngestError.
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

  enter(): number {
    const outerEnd = this.end;
    const length = this.#length();
    this.end = this.position + length;
    return outerEnd;
  }

  leave(outerEnd: number): void {
    this.position = this.end;
    this.end = outerEnd;
  }

  /** A varint of up to 53 bits, as lengths, enums and counts are; the 64-bit ones come from int64(). */
  varint(): number {
    const first = this.#bytes[this.#take(1)]!;
    if (first < 0x80) return first;
    const value = Number(this.#longVarint(first));
    if (value > Number.MAX_SAFE_INTEGER) throw malformed("protobuf: a number larger than its field can be");
    return value;
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

  /** A copy, so that keeping it does not keep the whole body. */
  bytes(): Buffer {
    const length = this.#length();
    const at = this.#take(length);
    return Buffer.from(this.#bytes.subarray(at, at + length));
  }

  /** Passes over a field we do not know. `field` is what field() answered. */
  skip(field: number): void {
    const wire = field & 7;
    if (wire === Wire.VARINT) this.int64();
    else if (wire === Wire.FIXED64) this.#take(8);
    else if (wire === Wire.BYTES) this.#take(this.#length());
    else if (wire === Wire.FIXED32) this.#take(4);
    else throw malformed(`protobuf: unknown wire type ${wire}`);
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
    if (length > this.end - this.position) {
      throw malformed(
        `protobuf: a length of ${length} at byte ${this.position}, with ${this.end - this.position} bytes left`,
      );
    }
    return length;
  }

  #take(count: number): number {
    const at = this.position;
    if (at + count > this.end) throw malformed(`protobuf: the message ends at byte ${this.end}, inside a value`);
    this.position = at + count;
    return at;
  }
}
