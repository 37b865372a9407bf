import { describe, expect, test } from "vitest";
import { QueryError } from "../query-error.ts";
import { Labels, METRIC_NAME } from "../store/labels.ts";
import { SeriesStore } from "../store/store.ts";
import { evaluateInstant, evaluateRange, parseQuery } from "./query.ts";

const S = 1000;

function storeOf(series: Readonly<Record<string, readonly (readonly [second: number, value: number])[]>>): SeriesStore {
  const store = new SeriesStore({ retentionMs: Infinity });
  for (const [name, samples] of Object.entries(series)) {
    for (const [second, value] of samples) store.open(Labels.of([[METRIC_NAME, name]])).append(second * S, value);
  }
  return store;
}

async function tracks(query: string, store: SeriesStore, [start, end]: readonly [number, number], major: 2 | 3 = 3) {
  const steps = { start: start * S, end: end * S, step: S };
  const found = await evaluateRange(parseQuery(query), steps, { store, major });
  return found.map(({ labels, points }) => [labels.toString(), points.map(([time, value]) => [time / S, value])]);
}

describe("a query", () => {
  test("finds samples of the last five minutes, the beginning aside, as Prometheus 3; 2 takes that too", async () => {
    const store = storeOf({ a: [[0, 7]] });
    expect(await tracks("a", store, [298, 301])).toEqual([
      [
        "a{}",
        [
          [298, 7],
          [299, 7],
        ],
      ],
    ]);
    expect(await tracks("a", store, [299, 301], 2)).toEqual([
      [
        "a{}",
        [
          [299, 7],
          [300, 7],
        ],
      ],
    ]);
  });

  test("has ranges without their beginning, as Prometheus 3; 2 takes that too", async () => {
    const store = storeOf({
      a: [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
    });
    expect(await tracks("count_over_time(a[2s])", store, [3, 3])).toEqual([["{}", [[3, 2]]]]);
    expect(await tracks("count_over_time(a[2s])", store, [3, 3], 2)).toEqual([["{}", [[3, 3]]]]);
  });

  test("has a value at each step at which there is one", async () => {
    const store = storeOf({
      a: [
        [1, 1],
        [400, 2],
      ],
      b: [[2, 5]],
    });
    expect(await tracks("a + on () b", store, [1, 3])).toEqual([
      [
        "{}",
        [
          [2, 6],
          [3, 6],
        ],
      ],
    ]);
    expect(await tracks("3", store, [1, 2])).toEqual([
      [
        "{}",
        [
          [1, 3],
          [2, 3],
        ],
      ],
    ]);
  });

  test("at one time is a scalar, a text, a vector or a matrix", () => {
    const source = {
      store: storeOf({
        a: [
          [1, 1],
          [2, 2],
        ],
      }),
      major: 3,
    } as const;
    const at = (query: string) => evaluateInstant(parseQuery(query), 2 * S, source);
    expect(at("-(1 + 2) ^ 2")).toEqual({ type: "scalar", value: -9 });
    expect(at("'x'")).toEqual({ type: "string", value: "x" });
    expect(at("SUM BY (x) (a)")).toEqual({ type: "vector", vector: [{ labels: Labels.none, value: 2 }] });
    expect(at("a[5s]")).toMatchObject({
      type: "matrix",
      tracks: [
        {
          points: [
            [1 * S, 1],
            [2 * S, 2],
          ],
        },
      ],
    });
  });
});

describe("what is refused, and why", () => {
  test.each([
    ["sum(", "1:5: parse error: unexpected end of input"],
    ["a\n  {b}", '2:5: parse error: unexpected "}" in label matching, expected one of = != =~ !~'],
    ["foo(a)", 'parse error: unknown function with name "foo"'],
    ["rate(a)", 'expected type range vector in call to function "rate", got instant vector'],
    ["rate(a[5])[1m]", "ranges only allowed for vector selectors"],
    ["a[5parsecs]", 'bad number or duration syntax: "5parsecs"'],
    ["a ~ b", 'unexpected character: "~"'],
    ["1 == 1", "comparisons between scalars must use BOOL modifier"],
    ['"\\q"', "invalid escape in"],
    ["1+".repeat(1000) + "1", "more than 1000 operators, calls and parentheses"],
  ])("%s", (query, problem) => {
    expect(() => parseQuery(query)).toThrow(problem);
    expect(() => parseQuery(query)).toThrow(expect.objectContaining({ errorType: "bad_data" }));
  });

  test.each(["topk(3, a)", "label_replace(a, 'b', 'c', 'd', 'e')", "a @ 3", "max_over_time(a[5m:1m])", "time()"])(
    "%s",
    (query) => {
      expect(() => parseQuery(query)).toThrow(QueryError);
      expect(() => parseQuery(query)).toThrow("can't be evaluated here");
      expect(() => parseQuery(query)).toThrow(expect.objectContaining({ errorType: "execution" }));
    },
  );

  test("a range query with too many steps", async () => {
    await expect(tracks("1", storeOf({}), [0, 11_001])).rejects.toThrow("maximum resolution of 11,000 points");
    expect(await tracks("1", storeOf({}), [0, 11_000])).toHaveLength(1);
  });
});
