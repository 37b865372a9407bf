import { expect, test } from "vitest";
import { ProtobufReader, Wire } from "./protobuf-reader.ts";

function reader(...bytes: number[]): ProtobufReader {
  return new ProtobufReader(Buffer.from(bytes));
}

test("a value may not reach past its message into what follows", () => {
  const inner = reader(2, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  const outerEnd = inner.enterMessage();
  expect(() => inner.fixed64()).toThrow("the message ends at byte 3, inside a value");
  inner.leaveMessage(outerEnd);
  expect([inner.position, inner.end]).toEqual([3, 10]);
});

test("an embedded message may not be longer than the one around it", () => {
  expect(() => reader(3, 0, 0).enterMessage()).toThrow("a length of 3 at byte 1, with 2 bytes left");
});

test("numbers keep their 64 bits and their sign", () => {
  const minusOne = [...Array.from({ length: 9 }, () => 0xff), 1];
  expect(reader(...minusOne).int64()).toBe(-1n);
  expect(reader(0x96, 0x01).int64()).toBe(150n);
  expect(reader(0x96, 0x01).varint()).toBe(150);
  expect(() => reader(...minusOne).varint()).toThrow("larger than its field can be");
});

test("fields we do not know are passed over by their wire type; an unknown wire type is refused", () => {
  const unknown = reader(0x08, 0x96, 0x01, 0x11, 1, 2, 3, 4, 5, 6, 7, 8, 0x1a, 1, 9, 0x25, 1, 2, 3, 4, 0x28, 7);
  const seen: number[] = [];
  for (let field = unknown.field(); field !== 0; field = unknown.field()) {
    seen.push(field >> 3);
    unknown.skipField(field);
  }
  expect(seen).toEqual([1, 2, 3, 4, 5]);
  expect(() => reader(0x0e).skipField(reader(0x0e).field())).toThrow("unknown wire type 6");
  expect(() => reader(Wire.VARINT).field()).toThrow("numbered 0");
});

test("a group is passed over with what is in it; endless groups are refused", () => {
  const group = reader(0x0b, 0x13, 0x08, 1, 0x14, 0x12, 1, 9, 0x0c, 0x28, 7);
  group.skipField(group.field());
  expect([group.field() >> 3, group.varint()]).toEqual([5, 7]);
  const endless = reader(...Array.from({ length: 100_000 }, () => 0x0b));
  expect(() => endless.skipField(endless.field())).toThrow("unknown wire type 3");
});
