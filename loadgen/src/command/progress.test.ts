import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { showProgress, type Screen } from "./progress.ts";
import { Recorder } from "../figures/recorder.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What showProgress writes in this many seconds of a run. */
async function written(screen: Omit<Screen, "write">, seconds: number): Promise<string[]> {
  const texts: string[] = [];
  const [recorder, ended] = [new Recorder(), Promise.withResolvers<void>()];
  showProgress({ recorder, done: ended.promise }, { ...screen, write: (text: string) => texts.push(text) });
  for (let second = 0; second < seconds; second += 1) {
    recorder.recordRequest({ route: "GET /", status: 500, failed: true, durationMs: 1234, traceId: "" });
    recorder.closeSecond();
    vi.advanceTimersByTime(1000);
  }
  ended.resolve();
  await ended.promise;
  vi.advanceTimersByTime(60_000);
  return texts;
}

test("a terminal's line is written over every second, and gone at the end", async () => {
  const texts = await written({ isTTY: true, columns: 200 }, 3);
  expect(texts).toHaveLength(4);
  expect(texts.every((text) => text.startsWith("\r\u001b[2K") && !text.includes("\n"))).toBe(true);
  expect(texts[2]).toContain("3 requests");
  expect(texts[3]).toBe("\r\u001b[2K");
});

test("a narrow terminal's line is cut before it would wrap", async () => {
  const texts = await written({ isTTY: true, columns: 40 }, 2);
  expect(texts.every((text) => text.length <= "\r\u001b[2K".length + 39)).toBe(true);
});

test("without a terminal there is a line of its own every five seconds, and nothing else", async () => {
  const texts = await written({}, 12);
  expect(texts).toHaveLength(2);
  expect(texts.every((text) => text.endsWith("\n") && !text.includes("\r"))).toBe(true);
  expect(texts[1]).toContain("10 requests");
});
