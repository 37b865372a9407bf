import { expect, test } from "vitest";
import { plainTable, wrapLines, wrapText } from "./terminal.ts";

test("text is broken between words, and a word that is too long stays whole", () => {
  expect(wrapText("one two three", 7)).toEqual(["one two", "three"]);
  expect(wrapText("see http://127.0.0.1:8080/ now", 8)).toEqual(["see", "http://127.0.0.1:8080/", "now"]);
  expect(wrapText("one two three", 8, "  ")).toEqual(["one two", "  three"]);
});

test("only lines that are too wide are wrapped, below their own beginning; colours take no room", () => {
  expect(wrapLines("  a b c d\nxx", 6)).toBe("  a b\n  c d\nxx");
  expect(wrapLines("✓ docker  is installed here", 20, 10)).toBe("✓ docker  is\n          installed\n          here");
  expect(wrapLines("\u001b[31mone two\u001b[39m", 7)).toBe("\u001b[31mone two\u001b[39m");
  expect(wrapLines("a b c", undefined)).toBe("a b c");
});

const head = ["Name", "Notes", "Domain"];
const rows = [
  ["hello-00001", "-", ["100% -> hello.local", "latest"]],
  ["hello-00002", "long note", "-"],
];

test.each([undefined, 60])("at %s columns a table has all columns, and cells of several lines", (width) =>
  expect(plainTable(head, rows, { width, expendable: ["Notes"] })).toBe(
    [
      "Name         Notes      Domain",
      "hello-00001  -          100% -> hello.local",
      "                        latest",
      "hello-00002  long note  -",
    ].join("\n"),
  ),
);

test("a narrow terminal loses the columns that matter least, a narrower one gets blocks of lines", () => {
  expect(plainTable(head, rows, { width: 40, expendable: ["Notes"] }).split("\n")).toEqual([
    "Name         Domain",
    "hello-00001  100% -> hello.local",
    "             latest",
    "hello-00002  -",
  ]);
  expect(plainTable(head, rows, { width: 30, expendable: ["Notes"] }).split("\n")).toEqual([
    "Name    hello-00001",
    "Notes   -",
    "Domain  100% -> hello.local",
    "        latest",
    "",
    "Name    hello-00002",
    "Notes   long note",
    "Domain  -",
  ]);
});
