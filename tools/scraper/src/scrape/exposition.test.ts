import { describe, expect, test } from "vitest";
import { METRIC_NAME } from "../store/labels.ts";
import { ExpositionError, labelsOf, samplesOf } from "./exposition.ts";

describe("samples of a text", () => {
  test("are its lines that are no comments, with value and time", () => {
    const text = [
      '# HELP a_total It\'s "a".',
      "# TYPE a_total counter",
      "# UNIT a_total s",
      "",
      "a_total 3",
      'a_total{x="}} 7 ",y="#"}\t1.5e-3 ',
      "  spaced{} -Inf 1796047200000\r",
      "nothing NaN -5",
      'b{le="+Inf"}0x10',
    ];
    expect([...samplesOf(text.slice(0, -1).join("\n"))]).toEqual([
      { series: "a_total", value: 3 },
      { series: 'a_total{x="}} 7 ",y="#"}', value: 0.0015 },
      { series: "spaced{}", value: -Infinity, time: 1_796_047_200_000 },
      { series: "nothing", value: Number.NaN, time: -5 },
    ]);
    expect(() => [...samplesOf(text.join("\n"))]).toThrow('"0x10" is no number in the line');
  });

  test.each([
    ["a", '"" is no number in the line "a"'],
    ["a one", '"one" is no number'],
    ["a 1 2 3", "after the value only a time in milliseconds is allowed"],
    ["a 1 soon", "after the value only a time in milliseconds is allowed"],
    ["a{} 1 # 2", "after the value only a time in milliseconds is allowed"],
    [`a{b="${"x".repeat(500)}"} ?`, "x…"],
  ])("are none in %j", (text, problem) => {
    expect(() => [...samplesOf(text)]).toThrow(ExpositionError);
    expect(() => [...samplesOf(text)]).toThrow(problem);
  });
});

describe("the labels of a series", () => {
  test.each([
    ["a:b_total", {}],
    ["a{}", {}],
    ['a {b="c"}', { b: "c" }],
    ['a{b="c",d="",}', { b: "c", d: "" }],
    ['a{ b = "c" , d="e" }', { b: "c", d: "e" }],
    [String.raw`a{b="x\\y\"z\n\q",c=",}="}`, { b: 'x\\y"z\n\\q', c: ",}=" }],
  ])("%s", (series, labels) => {
    const { [METRIC_NAME]: name, ...others } = Object.fromEntries(labelsOf(series));
    expect(others).toEqual(labels);
    expect(series.startsWith(name ?? "?")).toBe(true);
  });

  test.each([
    ["1a", "name is missing"],
    ['{a="b"}', "name is missing"],
    ["a b", "labels must be in braces"],
    ["a{b}", "labels must be written"],
    ["a{b=c}", "labels must be written"],
    ['a{b="c" d="e"}', "labels must be written"],
    ['a{b="c}', "labels must be written"],
    ['a{b:c="d"}', "labels must be written"],
    ['a{b="c"}}', "labels must be written"],
    ['a{b="c",b="d"}', "the label b is there twice"],
  ])("are wrong in %s", (series, problem) => expect(() => labelsOf(series)).toThrow(problem));
});
