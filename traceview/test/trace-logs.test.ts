import { execFileSync } from "node:child_process";
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { getJson } from "./filled-store.ts";
import { startTestStore } from "./start.ts";

const TRACE = "8c6ad2736f1761cd963b0eea265b2bbe";
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "trace-logs-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const line = (fields: object): string => `${JSON.stringify({ trace_id: TRACE, ...fields })}\n`;

test("the lines of a trace come from every service's file, oldest first", async () => {
  await using traces = await startTestStore({ logs: folder });
  writeFileSync(join(folder, "cart.log"), line({ timestamp: "2026-01-02T03:04:05.200Z", message: "second" }));
  writeFileSync(
    join(folder, "payment.log"),
    line({ timestamp: "2026-01-02T03:04:05.300Z", message: "third" }) +
      line({
        timestamp: "2026-01-02T03:04:05.100Z",
        message: "first",
        span_id: "00000000000000ab",
        severity: "error",
      }) +
      line({ trace_id: "1".repeat(32), message: "of another trace, about this one", about: TRACE }),
  );
  writeFileSync(join(folder, "notes.txt"), line({ message: "not a log" }));
  mkdirSync(join(folder, "folder.log"));
  execFileSync("mkfifo", [join(folder, "pipe.log")]);
  const { status, body } = await getJson(traces, `/api/view/traces/${TRACE}/logs`);
  expect(status).toBe(200);
  expect(body).toEqual({
    lines: [
      expect.objectContaining({ service: "payment", message: "first", spanID: "00000000000000ab", severity: "error" }),
      expect.objectContaining({ service: "cart", message: "second", spanID: "" }),
      expect.objectContaining({ service: "payment", message: "third" }),
    ],
    truncated: false,
    available: true,
  });
});

test("broken lines, half a last line and new lines do no harm", async () => {
  await using traces = await startTestStore({ logs: folder });
  const file = join(folder, "cart.log");
  writeFileSync(file, Buffer.concat([Buffer.from([0xff, 0x00, 0x0a]), Buffer.from(`{"trace_id":"${TRACE}"\n`)]));
  appendFileSync(file, line({ message: "whole" }) + `{"trace_id":"${TRACE}","mess`);
  const messages = async () => {
    const { body } = await getJson(traces, `/api/view/traces/${TRACE.toUpperCase()}/logs`);
    return (body as { lines: { message: string }[] }).lines.map(({ message }) => message);
  };
  expect(await messages()).toEqual(["whole"]);
  appendFileSync(file, 'age":"now whole"}\n');
  expect(await messages()).toEqual(["whole", "now whole"]);
});

test("of a large file only the end is read, and at most 1000 lines are given", async () => {
  await using traces = await startTestStore({ logs: folder });
  const filler = `${"x".repeat(1023)}\n`.repeat(5 * 1024);
  const many = Array.from({ length: 1200 }, (_, second) => line({ time: second * 1000, message: `line ${second}` }));
  writeFileSync(join(folder, "cart.log"), line({ message: "long ago" }) + filler + many.join(""));
  const { body } = await getJson(traces, `/api/view/traces/${TRACE}/logs`);
  const { lines, truncated } = body as { lines: { message: string }[]; truncated: boolean };
  expect([lines.length, lines[0]!.message, truncated]).toEqual([1000, "line 0", true]);
});

test("without a source of logs the answer says so", async () => {
  await using none = await startTestStore();
  const empty = { lines: [], truncated: false, available: false };
  expect((await getJson(none, `/api/view/traces/${TRACE}/logs`)).body).toEqual(empty);
  await using gone = await startTestStore({ logs: join(folder, "gone") });
  expect((await getJson(gone, `/api/view/traces/${TRACE}/logs`)).body).toEqual(empty);
  expect((await getJson(none, "/api/view/traces/xyz/logs")).status).toBe(400);
});
