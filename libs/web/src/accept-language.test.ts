import { expect, test } from "vitest";
import { localeOf } from "./accept-language.ts";

test.each([
  ["de-CH", "de-CH"],
  ["de-DE,de;q=0.9,en;q=0.8", "de-DE"],
  ["en;q=0.5, fr;q=0.9", "fr"],
  ["en-US,en;q=0.5", "en-US"],
  ["zh-hant-tw", "zh-Hant-TW"],
  ["tlh, ja;q=0.1", "ja"],
  ["de;q=0, en", "en"],
  [" pt-br ; q=0.7 ", "pt-BR"],
])("of %j the locale is %s", (header, locale) => expect(localeOf(header)).toBe(locale));

test.each([undefined, "", "*", "*;q=0.5", "tlh", "de;q=0", "und", ",,;", "de;q=x", "-", "de_DE", "i-klingon\n"])(
  "%j names none",
  (header) => expect(localeOf(header)).toBe(""),
);

test("a header chooses no digits, calendars or private parts", () => {
  expect(localeOf("ar-EG-u-nu-thai-ca-buddhist")).toBe("ar-EG");
  expect(localeOf("de-x-evil")).toBe("de");
});

test("what a long header has beyond some hundred characters is not read", () => {
  expect(localeOf(`${"xx,".repeat(200)}de`)).toBe("");
  expect(localeOf(`${"x,".repeat(30)}de`)).toBe("");
  expect(localeOf(`${" ".repeat(600)}de`)).toBe("");
  expect(localeOf(`de,${"x".repeat(100_000)}`)).toBe("de");
});
