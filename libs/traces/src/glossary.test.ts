import { expect, test } from "vitest";
import { GLOSSARY } from "./glossary.ts";
import { MARKED_TERMS } from "./glossary-marks.ts";

const entries = Object.entries(GLOSSARY);

test("is one list of some forty terms, those of the viewer first", () => {
  expect(entries.length).toBeGreaterThanOrEqual(40);
  expect(Object.keys(GLOSSARY).slice(0, Object.keys(MARKED_TERMS).length)).toEqual(Object.keys(MARKED_TERMS));
});

test("each term is explained once, in a few sentences, under a name that can be in an address", () => {
  expect(new Set(entries.map(([, { title }]) => title.toLowerCase())).size).toBe(entries.length);
  expect(entries.filter(([name]) => !/^[a-z0-9A-Z]+$/.test(name))).toEqual([]);
  expect(entries.filter(([, { text }]) => text.length < 30 || text.length > 260 || !text.endsWith("."))).toEqual([]);
});
