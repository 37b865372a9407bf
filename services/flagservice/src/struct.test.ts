import { FlagEvaluationV2, type Struct } from "@hipstershop/contract";
import type { JsonObject, JsonValue } from "@openfeature/core";
import { expect, test } from "vitest";
import { fromStruct, STRUCT_DEPTH_MAX, StructDepthError, toStruct } from "./struct.ts";

/** Encodes and decodes a message with the struct. */
function overTheWire(object: JsonObject): JsonObject {
  const { requestSerialize, requestDeserialize } = FlagEvaluationV2.definition.ResolveBoolean as unknown as Codec;
  return fromStruct(requestDeserialize(requestSerialize({ context: toStruct(object) })).context);
}

interface Codec {
  readonly requestSerialize: (message: object) => Buffer;
  readonly requestDeserialize: (bytes: Buffer) => { readonly context: Struct };
}

test.each<[string, JsonObject]>([
  ["nothing", {}],
  ["texts", { a: "", b: "ü✓", "key with spaces": "\n" }],
  ["numbers", { zero: 0, minus: -1.5, max: Number.MAX_SAFE_INTEGER, huge: 1e300, tiny: 5e-324 }],
  ["booleans", { yes: true, no: false }],
  ["null", { nothing: null }],
  ["lists", { empty: [], mixed: [1, "a", null, false, [2, [3]], { b: [] }] }],
  ["nesting", { a: { b: { c: { d: [{ e: {} }] } } } }],
  ["the prototype's names", JSON.parse('{"constructor": 1, "toString": {"hasOwnProperty": true}}') as JsonObject],
])("%s survive the wire", (_, object) => {
  expect(overTheWire(object)).toEqual(object);
});

test("numbers JSON doesn't know survive as well", () => {
  expect(overTheWire({ a: Number.POSITIVE_INFINITY, b: Number.NaN })).toEqual({ a: Infinity, b: Number.NaN });
});

test("an absent struct is an empty object, a value of no kind is null", () => {
  expect(fromStruct(null)).toEqual({});
  expect(fromStruct(undefined)).toEqual({});
  expect(fromStruct({ fields: { a: {} } })).toEqual({ a: null });
});

test("__proto__ is a key like any other and pollutes nothing", () => {
  const object = fromStruct({
    fields: JSON.parse('{"__proto__": {"kind": "boolValue", "boolValue": true}}') as Struct["fields"],
  });
  expect(Object.keys(object)).toEqual(["__proto__"]);
  expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
});

function nested(levels: number, wrap: (inner: JsonValue) => JsonValue): JsonObject {
  let value: JsonValue = 1;
  for (let level = 1; level < levels; level++) value = wrap(value);
  return { a: value };
}

test.each<[string, (inner: JsonValue) => JsonValue]>([
  ["objects", (inner) => ({ a: inner })],
  ["lists", (inner) => [inner]],
])("%s nest to the limit, and no deeper", (_, wrap) => {
  const deepest = nested(STRUCT_DEPTH_MAX, wrap);
  expect(overTheWire(deepest)).toEqual(deepest);
  expect(() => toStruct(nested(STRUCT_DEPTH_MAX + 1, wrap))).toThrow(StructDepthError);
  expect(() => toStruct(nested(10_000, wrap))).toThrow(StructDepthError);
});

test("a struct that nests deeper than the limit isn't read", () => {
  let struct: Struct = { fields: {} };
  for (let level = 0; level <= STRUCT_DEPTH_MAX; level++) {
    struct = { fields: { a: { kind: "structValue", structValue: struct } } };
  }
  expect(() => fromStruct(struct)).toThrow("a struct may nest 32 levels, this one goes deeper");
});
