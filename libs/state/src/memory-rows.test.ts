import { expect, test } from "vitest";
import { MemoryRows } from "./memory-rows.ts";

const row = { value: "v", owner: "", leaseUntil: 0, expiresAt: Number.MAX_SAFE_INTEGER, dueAt: null };

test("the oldest settled keys make room, and claimed ones stay", () => {
  const rows = new MemoryRows(2);
  rows.set("claimed", { ...row, owner: "ada" });
  for (const key of ["a", "b", "c"]) rows.set(key, row);
  expect(["claimed", "a", "b", "c"].filter((key) => rows.get(key))).toEqual(["claimed", "c"]);
});

test("a key that is deleted leaves the list", () => {
  const rows = new MemoryRows();
  rows.set("a", { ...row, dueAt: 1 });
  expect(rows.due(0, 1, 1)).toHaveLength(1);
  rows.delete("a");
  expect(rows.due(0, 1, 1)).toEqual([]);
});
