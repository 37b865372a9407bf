import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { usageErrorLine, harmless, harmlessJson, oneLine } from "./index.ts";

describe("one line", () => {
  test.each([
    ["GET /product/{id} · Grüße 你好 👨‍👩‍👧 क्‍ष", "GET /product/{id} · Grüße 你好 👨‍👩‍👧 क्‍ष"],
    ["two\nlines\r\nand\ta tab", String.raw`two\nlines\r\nand\ta tab`],
    ["\u001b[31mred\u001b[0m", String.raw`\x1b[31mred\x1b[0m`],
    ["\u001b]8;;http://x\u0007link\u001b]8;;\u0007", String.raw`\x1b]8;;http://x\x07link\x1b]8;;\x07`],
    ["\u009b31m\u0085\u007f\0", String.raw`\x9b31m\x85\x7f\x00`],
    ["abc\u202edcba\u2066x\u2069", String.raw`abc\u202edcba\u2066x\u2069`],
    ["zero\u200bwidth\ufeff\u2028", String.raw`zero\u200bwidth\ufeff\u2028`],
    ["half \ud83d pair \udc00", String.raw`half \ud83d pair \udc00`],
    ["tag \u{e0041}", String.raw`tag \u{e0041}`],
    ["soft\u00adhyphen", String.raw`soft\xadhyphen`],
    ["mongolian\u180evowel, Arabic\u061cmark", String.raw`mongolian\u180evowel, Arabic\u061cmark`],
  ])("%j", (text, shown) => expect(oneLine(text)).toBe(shown));
});

test("lines stay lines where a text is laid out in them; all else is as harmless", () => {
  expect(harmless("one\n\ttwo\r\u001b[2J")).toBe(`one\n  two${String.raw`\r\x1b[2J`}`);
});

test("a complaint about arguments is one line, with what may have been meant", () => {
  expect(usageErrorLine("error: unknown option '--jsn\n\u001b[31m'\n(Did you mean --json?)\n")).toBe(
    String.raw`error: unknown option '--jsn\n\x1b[31m' (Did you mean --json?)` + "\n",
  );
});

test("JSON says the same when it is harmless", () => {
  const value = { "a\u202eb": ["\u009b31m", "\u{e0041}", "\n\t\u001b", "Grüße 👨‍👩‍👧"] };
  const json = harmlessJson(JSON.stringify(value, null, 2));
  expect(JSON.parse(json)).toEqual(value);
  expect(json.split("\n")).toHaveLength(8);
  expect(json.replaceAll("\n", "")).not.toMatch(/\p{Cc}|\u202e/u);
});

test("whatever the text, what comes out does nothing to a terminal, and stays as it is when done again", () => {
  const anything = fc.string({ unit: fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code)) });
  fc.assert(
    fc.property(anything, (text) => {
      const shown = oneLine(text);
      expect(shown).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      expect(oneLine(shown)).toBe(shown);
      expect(harmless(text).replaceAll("\n", "")).not.toMatch(/\p{Cc}/u);
    }),
    { numRuns: 2000 },
  );
});
