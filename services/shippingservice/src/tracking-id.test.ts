import { DEMO_ADDRESS } from "@hipstershop/testkit";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { numbersOf, trackingId } from "./tracking-id.ts";

const SHAPE = /^[A-Y]{2}-(\d+)\d{3}-(\d+)\d{7}$/;

test("an id is letters, the length of the address with three digits, and its half with seven", () => {
  expect(trackingId(DEMO_ADDRESS, () => 0)).toBe("AA-44000-220000000");
  expect(trackingId(DEMO_ADDRESS, (limit) => limit - 1)).toBe("YY-44999-229999999");
});

test("each letter and digit is drawn by itself, in the order of the id", () => {
  const limits: number[] = [];
  const random = (limit: number) => limits.push(limit) % 10;
  expect(trackingId(DEMO_ADDRESS, random)).toBe("BC-44345-226789012");
  expect(limits).toEqual([25, 25, ...Array.from({ length: 10 }, () => 10)]);
});

test.each([
  [{ streetAddress: "", city: "", state: "" }, "AA-4000-20000000"],
  [{ streetAddress: "x", city: "", state: "" }, "AA-5000-20000000"],
  [{ streetAddress: "Straße 1", city: "Köln", state: "" }, "AA-18000-90000000"],
  [{ streetAddress: "\u{1f6b2}", city: "", state: "" }, "AA-8000-40000000"],
])("the length of %j is counted in bytes: %s", (address, id) => {
  expect(trackingId(address, () => 0)).toBe(id);
});

test("every id has the shape, with real chance, and says the length of its address", () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ unit: "grapheme" }), fc.string(), (streetAddress, city, state) => {
      const [, length = "", half = ""] = SHAPE.exec(trackingId({ streetAddress, city, state })) ?? [];
      const bytes = new TextEncoder().encode(`${streetAddress}, ${city}, ${state}`).length;
      expect([Number(length), Number(half)]).toEqual([bytes, Math.floor(bytes / 2)]);
    }),
  );
});

test("ids differ", () => {
  const ids = Array.from({ length: 1000 }, () => trackingId(DEMO_ADDRESS));
  expect(new Set(ids).size).toBe(1000);
  expect(ids.every((id) => id.length === 18)).toBe(true);
});

test("numbers follow from a text, and differ with it", () => {
  const address = { streetAddress: "1 Main St", city: "Bath", state: "" };
  const idOf = (text: string) => trackingId(address, numbersOf(text));
  expect(idOf("order-1")).toBe(idOf("order-1"));
  expect(new Set(Array.from({ length: 1000 }, (_, i) => idOf(`order-${i}`))).size).toBe(1000);
  expect(idOf("order-1")).toMatch(/^[A-Y]{2}-17\d{3}-8\d{7}$/);
});
