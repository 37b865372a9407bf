import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeStruct } from "../../test/thrift-oracle.ts";
import { ThriftWriter, TType } from "./thrift-writer.ts";

/** What a decoder that isn't ours reads of one field. The writer begins with room for a few bytes only. */
function readBack(type: number, write: (writer: ThriftWriter) => void, initialBytes = 4): unknown {
  const writer = new ThriftWriter(initialBytes);
  writer.field(type, 300);
  write(writer);
  writer.stop();
  return decodeStruct(writer.bytes()).get(300);
}

test.each([0, 1, 63, 64, 65, 10_000])("a text of %d characters is read as it was, plain or not", (length) => {
  for (const unit of ["x", "\u007f", "\u0080", "ß", "写", "\u{1f600}"]) {
    const text = unit.repeat(length / unit.length);
    expect(readBack(TType.string, (writer) => writer.string(text))).toBe(text);
    const mixed = `${"x".repeat(length)}${unit}`;
    expect(readBack(TType.string, (writer) => writer.string(mixed))).toBe(mixed);
  }
});

test("any texts one after the other are read as they were, however little room there was", () => {
  const texts = fc.array(fc.string({ unit: "binary" }).map((text) => text.toWellFormed()));
  fc.assert(
    fc.property(texts, fc.integer({ min: 1, max: 200 }), (list, initialBytes) => {
      const write = (writer: ThriftWriter) => {
        writer.list(TType.string, list.length);
        for (const text of list) writer.string(text);
      };
      expect(readBack(TType.list, write, initialBytes)).toEqual(list);
    }),
  );
});

test("any whole number is read as it was", () => {
  const hex = (value: number) => BigInt.asUintN(64, BigInt(value)).toString(16).padStart(16, "0");
  fc.assert(
    fc.property(fc.maxSafeInteger(), (value) => {
      expect(readBack(TType.i64, (writer) => writer.i64(value))).toBe(hex(value));
    }),
  );
  for (const value of [0, -1, 2 ** 32, 2 ** 32 - 1, -(2 ** 32), Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])
    expect(readBack(TType.i64, (writer) => writer.i64(value))).toBe(hex(value));
  fc.assert(
    fc.property(fc.integer(), (value) => {
      expect(readBack(TType.i32, (writer) => writer.i32(value))).toBe(value);
    }),
  );
});

test("doubles, truth values, and ids in either case are read as they were", () => {
  fc.assert(
    fc.property(fc.double(), (value) => {
      expect(readBack(TType.double, (writer) => writer.double(value))).toBe(value);
    }),
  );
  for (const value of [true, false]) expect(readBack(TType.bool, (writer) => writer.bool(value))).toBe(value);
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9a-f]{32}$/), fc.boolean(), fc.boolean(), (id, isUpper, isSecond) => {
      const start = isSecond ? 16 : 0;
      const read = readBack(TType.i64, (writer) => writer.hex64(isUpper ? id.toUpperCase() : id, start));
      expect(read).toBe(id.slice(start, start + 16));
    }),
  );
});
