import { expect, test } from "vitest";
import { decodeRecord, encodeRecord } from "./flat-record.ts";

test("a record is read as it was written, and what is no text is left out", () => {
  expect(decodeRecord(encodeRecord({ a: "1", b: "" }))).toEqual({ a: "1", b: "" });
  expect(decodeRecord('{"a":1,"b":"x","c":null}')).toEqual({ b: "x" });
  expect([decodeRecord("null"), decodeRecord("1")]).toEqual([{}, {}]);
});
