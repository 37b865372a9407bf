/** Type numbers of Thrift's binary protocol. */
export const TType = { stop: 0, bool: 2, double: 4, i32: 8, i64: 10, string: 11, struct: 12, list: 15 } as const;

const TWO_32 = 4_294_967_296;
const SHORT_TEXT_MAX = 64;

/**
 * Writes the parts of Thrift's binary protocol that a Jaeger batch needs, into one growing buffer. Integers are
 * big-endian. A struct is a sequence of fields, each with type and number, and a stop byte.
 */
export class ThriftWriter {
  #buffer: Buffer;
  #length = 0;

  constructor(initialBytes = 16_384) {
    this.#buffer = Buffer.allocUnsafe(initialBytes);
  }

  /** A view of the bytes written so far; valid until the next write. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  field(type: number, id: number): void {
    this.#reserve(3);
    this.#buffer[this.#length++] = type;
    this.#buffer[this.#length++] = id >> 8;
    this.#buffer[this.#length++] = id & 0xff;
  }

  stop(): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = TType.stop;
  }

  list(elementType: number, size: number): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = elementType;
    this.i32(size);
  }

  bool(value: boolean): void {
    this.#reserve(1);
    this.#buffer[this.#length++] = value ? 1 : 0;
  }

  i32(value: number): void {
    this.#reserve(4);
    this.#length = this.#buffer.writeInt32BE(value | 0, this.#length);
  }

  /** Writes an integer within ±2^53. */
  i64(value: number): void {
    this.#reserve(8);
    const high = Math.floor(value / TWO_32);
    this.#length = this.#buffer.writeInt32BE(high | 0, this.#length);
    this.#length = this.#buffer.writeUInt32BE(value - high * TWO_32, this.#length);
  }

  double(value: number): void {
    this.#reserve(8);
    this.#length = this.#buffer.writeDoubleBE(value, this.#length);
  }

  /** Writes 16 hex digits, from `start` on, as an i64. */
  hex64(hex: string, start: number): void {
    this.#reserve(8);
    for (let i = start; i < start + 16; i += 2) {
      this.#buffer[this.#length++] = (digit(hex.charCodeAt(i)) << 4) | digit(hex.charCodeAt(i + 1));
    }
  }

  string(text: string): void {
    if (text.length <= SHORT_TEXT_MAX && this.#shortAscii(text)) return;
    const size = Buffer.byteLength(text);
    this.i32(size);
    this.#reserve(size);
    this.#length += this.#buffer.write(text, this.#length);
  }

  /**
   * Writes a short ASCII text; false when it is neither. For such texts, which are most, a loop is faster than a call
   * to the runtime.
   */
  #shortAscii(text: string): boolean {
    this.#reserve(4 + text.length);
    let at = this.#length + 4;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > 127) return false;
      this.#buffer[at++] = code;
    }
    this.#buffer.writeInt32BE(text.length, this.#length);
    this.#length = at;
    return true;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#buffer.length * 2, this.#length + bytes));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

function digit(code: number): number {
  return code < 58 ? code - 48 : (code | 32) - 87;
}
