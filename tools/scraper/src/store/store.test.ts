import { expect, test } from "vitest";
import { Labels, METRIC_NAME } from "./labels.ts";
import { matcherOf } from "./matcher.ts";
import { SeriesStore, StoreFullError } from "./store.ts";

const named = (name: string, labels: Readonly<Record<string, string>> = {}) =>
  Labels.of([[METRIC_NAME, name], ...Object.entries(labels)]);

test("series are selected by all matchers, sorted by their labels", () => {
  const store = new SeriesStore({ retentionMs: 1000 });
  for (const labels of [named("b", { x: "1" }), named("a", { x: "2" }), named("a", { x: "1", y: "" }), named("a")]) {
    store.open(labels).append(1, 1);
  }
  const select = (...matchers: Parameters<typeof matcherOf>[]) =>
    store.select(matchers.map((one) => matcherOf(...one))).map(({ labels }) => labels.toString());
  expect(select([METRIC_NAME, "=", "a"])).toEqual(["a{}", 'a{x="1"}', 'a{x="2"}']);
  expect(select(["x", "=", "1"])).toEqual(['a{x="1"}', 'b{x="1"}']);
  expect(select(["x", "!=", "1"])).toEqual(["a{}", 'a{x="2"}']);
  expect(select([METRIC_NAME, "=~", "a|b"], ["x", "=~", "[12]"], ["x", "!~", "2"])).toEqual(['a{x="1"}', 'b{x="1"}']);
  expect(select([METRIC_NAME, "=", "none"])).toEqual([]);
  expect(store.labelValues("x")).toEqual(["1", "2"]);
});

test("regular expressions are Go's: of the whole value, and without what takes exponential time", () => {
  expect(matcherOf("a", "=~", "b|c").fits("bc")).toBe(false);
  expect(matcherOf("a", "=~", "(?i)b.").fits("B\n")).toBe(true);
  expect(matcherOf("a", "=~", String.raw`[[:alpha:]]\d{2}`).fits("x12")).toBe(true);
  expect(matcherOf("a", "!~", "b").fits("")).toBe(true);
  expect(() => matcherOf("a", "=~", "(?!b)")).toThrow("invalid");
  expect(matcherOf("a", "=~", "(a*)*b").fits("a".repeat(5000))).toBe(false);
});

test("samples older than the retention are forgotten, and series without any with them", () => {
  const store = new SeriesStore({ retentionMs: 100 });
  store.open(named("old")).append(1000, 1);
  for (const time of [1000, 1050, 1100]) store.open(named("new")).append(time, time);
  store.forgetOld(1150);
  expect(store.select([]).map(({ labels, size }) => [labels.get(METRIC_NAME), size])).toEqual([["new", 2]]);
  expect(store.labelValues(METRIC_NAME)).toEqual(["new"]);
  expect(store.seriesCount).toBe(1);
});

test("there are as many series as are allowed, and known ones go on", () => {
  const store = new SeriesStore({ retentionMs: 100, seriesMax: 2 });
  store.admit([named("a"), named("b"), named("b")]);
  store.open(named("a")).append(1, 1);
  store.open(named("b")).append(1, 1);
  expect(() => store.open(named("c")).append(1, 1)).toThrow(StoreFullError);
  expect(() => store.admit([named("a"), named("c")])).toThrow("there is room for 2 series only");
  expect(store.open(named("a")).append(2, 1)).toBe(true);
  store.end(named("c"), 2);
  expect(store.seriesCount).toBe(2);
});
