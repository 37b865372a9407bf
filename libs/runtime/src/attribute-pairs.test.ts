import { expect, test } from "vitest";
import { parsePairs } from "./attribute-pairs.ts";

test.each([
  ["", {}, []],
  [" , ,", {}, []],
  ["a=1,b=2", { a: "1", b: "2" }, []],
  [" a = 1 , b=x y ", { a: "1", b: "x y" }, []],
  ["a=", { a: "" }, []],
  ["a=b=c", { a: "b=c" }, []],
  ["a%20b=%C3%BC%2C", { "a b": "ü," }, []],
  ["a=1,a=2", { a: "2" }, []],
  ["a=1\n2", { a: "1\n2" }, []],
  ["a=1, b ,=c,d=%zz,e f=1", { a: "1" }, ["b", "=c", "d=%zz", "e f=1"]],
])("%j", (text, pairs, unfit) => expect(parsePairs(text)).toEqual({ pairs, unfit }));
