import fc from "fast-check";
import { expect, test } from "vitest";
import { isNoId, parseTraceId, shortTraceId } from "./ids.ts";

test("a trace id may be short, upper case, or base64", () => {
  const id = "0af7651916cd43dd8448eb211c80319c";
  for (const text of [id, id.toUpperCase(), id.slice(1), Buffer.from(id, "hex").toString("base64")])
    expect(parseTraceId(text)).toBe(id);
  expect(parseTraceId("1")).toBe("1".padStart(32, "0"));
  expect(parseTraceId(Buffer.from("00000000000000ff", "hex").toString("base64"))).toBe("ff".padStart(32, "0"));
});

test("what is no id is none: nothing, zeros, other letters, too long", () => {
  for (const text of ["", "0", "0".repeat(32), "g", "1".repeat(33), "../etc", " 1"])
    expect(parseTraceId(text)).toBeUndefined();
});

test("base64 with something around it is no id", () => {
  for (const bytes of ["00000000000000ff", "0af7651916cd43dd8448eb211c80319c"]) {
    const base64 = Buffer.from(bytes, "hex").toString("base64");
    for (const text of [`!${base64}`, `${base64}!`]) expect(parseTraceId(text)).toBeUndefined();
  }
});

test("nothing, and zeros of either length, name no span and no trace", () => {
  for (const id of ["", "0".repeat(16), "0".repeat(32)]) expect(isNoId(id)).toBe(true);
  for (const id of ["1".padStart(16, "0"), "1".padStart(32, "0"), "0"]) expect(isNoId(id)).toBe(false);
});

test("the upper half is left out where it is zero", () => {
  expect(shortTraceId("1".padStart(32, "0"))).toBe("0000000000000001");
  expect(shortTraceId("1".repeat(32))).toBe("1".repeat(32));
});

test("an id of zeros, of either length, and an empty one name nothing", () => {
  for (const none of ["", "0".repeat(16), "0".repeat(32)]) expect(isNoId(none)).toBe(true);
  for (const one of ["0", "1", "0".repeat(15), `${"0".repeat(15)}1`]) expect(isNoId(one)).toBe(false);
});

test("any spelling of an id is the same id, and its short form leads back to it", () => {
  const id = fc
    .uint8Array({ minLength: 16, maxLength: 16 })
    .map((bytes) => Buffer.from(bytes).toString("hex"))
    .filter((hex) => !isNoId(hex));
  fc.assert(
    fc.property(id, fc.boolean(), (full, isShort) => {
      const hex = isShort ? full.slice(16).padStart(32, "0") : full;
      if (isNoId(hex)) return;
      const base64 = Buffer.from(hex, "hex").toString("base64");
      for (const text of [hex, hex.toUpperCase(), hex.replace(/^0+/, ""), base64, shortTraceId(hex)])
        expect(parseTraceId(text)).toBe(hex);
    }),
  );
});
