import { expect, test } from "vitest";
import { criticalPath } from "./critical-path.ts";
import { permutations } from "./testing-spans.ts";

interface Node {
  readonly name: string;
  readonly at: readonly [start: number, end: number];
  readonly children: readonly Node[];
  readonly far?: boolean;
}

const node = (name: string, start: number, end: number, ...children: Node[]): Node => ({
  name,
  at: [start, end],
  children,
});

const walk = (root: Node) =>
  criticalPath(root, {
    start: ({ at }) => at[0],
    end: ({ at }) => at[1],
    children: ({ children }) => children,
    isFarSide: (_parent, { far }) => far === true,
    rounding: 1,
  });

const path = (root: Node) => walk(root).map(({ span, from, to }) => `${span.name} ${from}-${to}`);

test("of children at the same time the one that ended last was waited for", () => {
  expect(path(node("root", 0, 100, node("short", 10, 40), node("long", 10, 90)))).toEqual([
    "root 0-10",
    "long 10-90",
    "root 90-100",
  ]);
});

test("children one after the other are all on it, with the parent in the gaps, and theirs inside them", () => {
  expect(path(node("root", 0, 100, node("one", 0, 40), node("two", 50, 100, node("inner", 60, 70))))).toEqual([
    "one 0-40",
    "root 40-50",
    "two 50-60",
    "inner 60-70",
    "two 70-100",
  ]);
});

test("a fan-out, then a join: the slowest of the first, then the second", () => {
  expect(path(node("r", 0, 100, node("x", 0, 30), node("y", 0, 50), node("z", 50, 100)))).toEqual([
    "y 0-50",
    "z 50-100",
  ]);
});

test("in whatever order children are given; of two that ended together the one that began later was waited for", () => {
  const children = [node("first", 0, 40), node("early", 50, 90), node("late", 60, 90)];
  const stretches = ["first 0-40", "root 40-60", "late 60-90", "root 90-100"];
  for (const order of permutations(children)) expect(path(node("root", 0, 100, ...order))).toEqual(stretches);
});

test("a child that was over when its parent began is not on it", () => {
  expect(path(node("root", 50, 100, node("before", 10, 20)))).toEqual(["root 50-100"]);
  expect(path(node("root", 50, 100, node("until then", 10, 50)))).toEqual(["root 50-100"]);
});

test("a child that outlives its parent was not waited for; a little more is rounding", () => {
  expect(path(node("root", 0, 100, node("late", 50, 150)))).toEqual(["root 0-100"]);
  expect(path(node("root", 0, 100, node("child", 50, 101)))).toEqual(["root 0-50", "child 50-100"]);
});

test("the far side of a call counts although its clock runs ahead", () => {
  expect(path(node("c", 0, 50, { ...node("s", 10, 60), far: true }))).toEqual(["c 0-10", "s 10-50"]);
});

test("a child without a duration takes no time", () => {
  expect(path(node("root", 0, 10, node("moment", 5, 5)))).toEqual(["root 5-10", "root 0-5"].toReversed());
});

test("it covers the root from start to end without gaps, on any tree", () => {
  let seed = 7;
  const random = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  const grow = (name: string, start: number, end: number, depth: number): Node => {
    const inside = (): [number, number] => {
      const from = Math.floor(start + random() * (end - start));
      return [from, Math.floor(from + random() * (end - from))];
    };
    const count = depth === 0 ? 0 : Math.floor(random() * 4);
    return node(
      name,
      start,
      end,
      ...Array.from({ length: count }, (_, i) => grow(`${name}.${i}`, ...inside(), depth - 1)),
    );
  };
  for (let round = 0; round < 200; round += 1) {
    const stretches = walk(grow("0", 0, 1000, 4));
    expect(stretches[0]?.from).toBe(0);
    expect(stretches.at(-1)?.to).toBe(1000);
    for (const [i, { from }] of stretches.entries()) expect(from).toBe(stretches[i - 1]?.to ?? 0);
  }
});

test("a chain of thousands does not exhaust the stack", () => {
  let chain = node("last", 19_999, 20_001);
  for (let i = 19_998; i >= 0; i -= 1) chain = node(String(i), i, 40_000 - i, chain);
  expect(walk(chain)).toHaveLength(39_999);
});
