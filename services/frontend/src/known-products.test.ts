import type { Product } from "@hipstershop/contract";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { KnownProducts } from "./known-products.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

const product = (id: string, name = id): Product => ({ id, name }) as Product;

/** Does one thing per millisecond, from 1 on. */
function after(...steps: ((known: KnownProducts) => void)[]): KnownProducts {
  const known = new KnownProducts();
  for (const [index, step] of steps.entries()) {
    vi.setSystemTime(index + 1);
    step(known);
  }
  return known;
}

const list = [product("a"), product("b")];

test("what was told last of a product is known, by itself or in the list, with its time", () => {
  const known = after(
    (it) => it.rememberList(list),
    (it) => it.remember("a", product("a", "a by itself")),
  );
  expect([known.of("a"), known.of("b"), known.of("c")]).toEqual([
    { value: product("a", "a by itself"), at: 2 },
    { value: product("b"), at: 1 },
    undefined,
  ]);
  vi.setSystemTime(3);
  known.rememberList(list);
  expect([known.of("a"), known.list]).toEqual([
    { value: product("a"), at: 3 },
    { value: list, at: 3 },
  ]);
});

test("a product that is gone is unknown until the list has it again", () => {
  const known = after(
    (it) => it.rememberList(list),
    (it) => it.forget("a"),
  );
  expect([known.of("a"), known.of("b")?.at]).toEqual([undefined, 1]);
  vi.setSystemTime(3);
  known.rememberList(list);
  expect(known.of("a")?.at).toBe(3);
});

test("a new list replaces the one before, and what only that one had", () => {
  const known = after(
    (it) => it.rememberList(list),
    (it) => it.rememberList([product("b", "new")]),
  );
  expect([known.of("a"), known.of("b")?.value.name]).toEqual([undefined, "new"]);
});

test("ids that never were products push no product out", () => {
  const known = after((it) => it.remember("a", product("a")));
  for (let i = 0; i < 2000; i++) known.forget(`X${i}`);
  expect(known.of("a")?.at).toBe(1);
});
