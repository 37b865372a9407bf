import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { FileStore, MemoryStore } from "./store.ts";

const folder = mkdtempSync(join(tmpdir(), "canary-store-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe.each([
  ["in memory", () => new MemoryStore()],
  ["of files", () => new FileStore(mkdtempSync(join(folder, "s")))],
])("a store %s", (_where, open) => {
  test.each(["a", "../../etc/passwd", ".", "~1", "ä/ö.json"])("keeps what is named %j", async (id) => {
    const store = open();
    await store.write("canaryConfig", id, { value: Number.NaN });
    expect(await store.find("canaryConfig", id)).toMatchObject({ id, json: '{"value":"NaN"}' });
    expect((await store.list("canaryConfig")).map((kept) => kept.id)).toEqual([id]);
    expect(await store.find("canaryResult", id)).toBeUndefined();
    await store.remove("canaryConfig", id);
    await store.remove("canaryConfig", id);
    expect(await store.list("canaryConfig")).toEqual([]);
  });

  test("has nothing under other names", async () => {
    const store = open();
    expect(await store.find("canaryConfig", "x".repeat(400))).toBeUndefined();
    expect(await store.list("canaryAnalysis")).toEqual([]);
  });
});

test("files are there for the next process", async () => {
  await new FileStore(folder).write("metricSetPairList", "1", []);
  expect(await new FileStore(folder).find("metricSetPairList", "1")).toMatchObject({ json: "[]" });
});
