import { expect, test } from "vitest";
import { readExposition } from "./exposition.ts";

test("types, labels and values are read, with what is escaped in them", () => {
  const { types, series } = readExposition(
    [
      "# HELP orders_total Orders, by result",
      "# TYPE orders_total counter",
      String.raw`orders_total{result="a \"b\"\\\n",n="1,2}"} 3 1700000000`,
      "orders_total 1.5e3",
      "up 1",
      "no line of the format",
    ].join("\n"),
  );
  expect([...types]).toEqual([["orders_total", "counter"]]);
  expect(series.map(({ metric, labels, value }) => [metric, [...labels], value])).toEqual([
    [
      "orders_total",
      [
        ["result", 'a "b"\\\n'],
        ["n", "1,2}"],
      ],
      3,
    ],
    ["orders_total", [], 1500],
    ["up", [], 1],
  ]);
});
