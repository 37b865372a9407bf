import { expect, test } from "vitest";
import { mapSome } from "./map-some.ts";

/** Work that ends when the test says so. */
function steps() {
  const begun: number[] = [];
  const ends = new Map<number, PromiseWithResolvers<string>>();
  const work = (item: number) => {
    begun.push(item);
    const end = Promise.withResolvers<string>();
    ends.set(item, end);
    return end.promise;
  };
  return { begun, ends, work };
}

test("no more than so many are under way, and the results keep the order of the items", async () => {
  const { begun, ends, work } = steps();
  const mapped = mapSome([1, 2, 3], 2, work);
  expect(begun).toEqual([1, 2]);
  ends.get(2)?.resolve("two");
  await Promise.resolve();
  await Promise.resolve();
  expect(begun).toEqual([1, 2, 3]);
  ends.get(3)?.resolve("three");
  ends.get(1)?.resolve("one");
  expect(await mapped).toEqual(["one", "two", "three"]);
});

test("after the first failure nothing further is begun", async () => {
  const { begun, ends, work } = steps();
  const mapped = mapSome([1, 2, 3, 4], 2, work);
  ends.get(1)?.reject(new Error("no"));
  await expect(mapped).rejects.toThrow("no");
  ends.get(2)?.resolve("two");
  await ends.get(2)?.promise;
  await Promise.resolve();
  expect(begun).toEqual([1, 2]);
});

test("of nothing there is nothing", async () => {
  expect(await mapSome([], 8, async () => "never")).toEqual([]);
});
