import { expect, test } from "vitest";
import { addressWithNotes, addressWithoutNote, NOTE_LENGTH_MAX, readAddress, writeAddress } from "./address.ts";

const SPAN = "00f067aa0ba902b7";
const read = (query: string) => readAddress(new URLSearchParams(query));

test("selection, zoom and rows go into the address and come out of it; other parameters stay", () => {
  const url = new URL("http://t/trace/1?keep=1&span=old");
  writeAddress(url, { span: SPAN, zoom: { from: 10.4, to: 99.6 }, unfolded: true });
  expect(url.search).toBe(`?keep=1&span=${SPAN}&zoom=10-100&rows=all`);
  expect(readAddress(url.searchParams)).toMatchObject({ span: SPAN, zoom: { from: 10, to: 100 }, unfolded: true });
  writeAddress(url, { span: "", zoom: null, unfolded: false });
  expect(url.search).toBe("?keep=1");
});

test("notes are passed on, whatever is in them", () => {
  const text = "why? 50 % & <b>ü</b> ~";
  const url = new URL(addressWithNotes(new URL("http://t/trace/1?note=old"), new Map([[SPAN, text]])));
  expect([...readAddress(url.searchParams).notes]).toEqual([[SPAN, text]]);
});

test("a note is taken out of the address, the others and the rest stay", () => {
  const other = "00f067aa0ba902b8";
  const url = new URL(`http://t/trace/1?span=${SPAN}&note=${SPAN.toUpperCase()}~old&note=${other}~kept&rows=all`);
  const after = new URL(addressWithoutNote(url, SPAN));
  expect([...readAddress(after.searchParams).notes]).toEqual([[other, "kept"]]);
  expect(readAddress(after.searchParams)).toMatchObject({ span: SPAN, unfolded: true });
});

test.each(["zoom=5-5", "zoom=9-1", "zoom=a-b", "zoom=", "zoom=1", "zoom=-1-5", `zoom=1-${"9".repeat(20)}`])(
  "%s is no zoom",
  (query) => expect(read(query).zoom).toBeNull(),
);

test("notes that are none are left out, long ones are cut, many are not read", () => {
  expect(read("note=x&note=1~y&note=").notes.size).toBe(0);
  expect(read(`note=${SPAN}~${"x".repeat(1000)}`).notes.get(SPAN)).toHaveLength(NOTE_LENGTH_MAX);
  const many = Array.from({ length: 50 }, (_, n) => `note=${String(n).padStart(16, "0")}~x`).join("&");
  expect(read(many).notes.size).toBe(20);
});
