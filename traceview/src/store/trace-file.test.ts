import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { span } from "../../test/spans.ts";
import { TagPool } from "./tag-pool.ts";
import { SpanStore } from "./span-store.ts";
import { TraceFile } from "./trace-file.ts";

test("while traffic lasts the file is written anew when it has grown, and always holds what the store holds", async () => {
  const folder = mkdtempSync(join(tmpdir(), "traces-"));
  const path = join(folder, "traces");
  const store = new SpanStore({ maxSpans: 50 });
  let largest = 0;
  {
    await using file = await TraceFile.open(path, store, new TagPool(), 1000);
    for (let round = 0; round < 40; round += 1) {
      for (let n = 1; n <= 40; n += 1) store.add([span({ traceId: (round * 100 + n).toString(16) })]);
      await file.flush();
      largest = Math.max(largest, statSync(path).size);
    }
  }
  const again = new SpanStore();
  await (await TraceFile.open(path, again, new TagPool())).flush();
  for (const trace of store.traces()) expect(again.trace(trace.traceId)).toBeDefined();
  // 1,600 spans of 330 bytes came.
  expect(largest).toBeLessThan(100_000);
  rmSync(folder, { recursive: true });
});
