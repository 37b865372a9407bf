import { describe, expect, test } from "vitest";
import type { UploadAnswer } from "../src/viewer-api/answers.ts";
import type { TraceStore } from "../src/index.ts";
import { getJson, START, startFilledStore, TRACE } from "./filled-store.ts";
import { startTestStore } from "./start.ts";

async function upload(traces: TraceStore, body: unknown): Promise<{ status: number; body: unknown }> {
  const url = `${traces.queryUrl}/api/view/upload`;
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const answer = await fetch(url, { method: "POST", body: text, headers: { "content-type": "application/json" } });
  return { status: answer.status, body: await answer.json() };
}

const exported = (traces: TraceStore, format: string) =>
  getJson(traces, `/api/view/traces/${TRACE}/export?format=${format}`);

describe("upload", () => {
  test.for(["jaeger", "otlp"])("takes what was exported as %s, and the trace is the same", async (format) => {
    await using from = await startFilledStore();
    await using to = await startTestStore();
    const { body, headers } = await exported(from, format);
    expect(headers.get("content-disposition")).toMatch(/^attachment; filename="trace-\w+\.\w+\.json"$/);
    expect(await upload(to, body)).toEqual({
      status: 200,
      body: { traceIDs: [TRACE], spans: 2 } satisfies UploadAnswer,
    });
    expect(comparable(to)).toEqual(comparable(from));
    expect(to.store.seenServices()).toEqual([]);
  });

  test("takes what the query APIs answer, one trace alone, and lists", async () => {
    await using from = await startFilledStore();
    await using to = await startTestStore();
    const v1 = (await getJson(from, "/api/traces")).body as { data: object[] };
    expect((await upload(to, v1.data[0])).body).toMatchObject({ traceIDs: [TRACE] });
    expect((await upload(to, v1.data)).body).toMatchObject({ spans: 3 });
    expect((await upload(to, (await getJson(from, `/api/v3/traces/${TRACE}`)).body)).body).toMatchObject({ spans: 2 });
    expect(to.store.stats()).toMatchObject({ spans: 3, counters: { duplicates: 4 } });
  });

  test.for([
    ["{", 400, "the file is not JSON"],
    ["7", 400, "neither an object nor a list"],
    ["{}", 400, "neither Jaeger's JSON"],
    ['{"data":{}}', 400, "neither Jaeger's JSON"],
    ['{"data":7}', 400, "holds no trace"],
    ['{"data":[{"spans":[{"traceID":"xyz","spanID":"1"}]}]}', 400, "is not of up to 32 hex digits"],
    ['{"resourceSpans":7}', 400, "resourceSpans 7 is not a list"],
    [" ".repeat(16 * 1024 * 1024 + 1), 413, "too large"],
  ] as const)("%s is refused in words", async ([body, status, words]) => {
    await using traces = await startTestStore();
    const answer = await upload(traces, body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toContain(words);
    expect(traces.store.stats().spans).toBe(0);
  });
});

describe("export", () => {
  test("for Perfetto: a process per service, its spans, and an arrow for each call", async () => {
    await using traces = await startFilledStore();
    const { traceEvents } = (await exported(traces, "chrome")).body as { traceEvents: Record<string, unknown>[] };
    const of = (phase: string) => traceEvents.filter(({ ph }) => ph === phase);
    expect(of("M").map(({ pid, args }) => [pid, args])).toEqual([
      [1, { name: "cartservice" }],
      [2, { name: "frontend" }],
    ]);
    expect(of("X").map(({ name, pid, ts, dur, cat }) => [name, pid, ts, dur, cat])).toEqual([
      ["Get", 1, START + 100, 500, "span,error"],
      ["GET /", 2, START, 2000, "span"],
    ]);
    expect([of("s"), of("f")]).toMatchObject([[{ pid: 2, ts: START + 100 }], [{ pid: 1, ts: START + 100, bp: "e" }]]);
  });

  test("for speedscope: frames that open and close in order", async () => {
    await using traces = await startFilledStore();
    expect((await exported(traces, "speedscope")).body).toMatchObject({
      shared: { frames: [{ name: "frontend GET /" }, { name: "cartservice Get" }] },
      profiles: [
        {
          unit: "microseconds",
          endValue: 2000,
          events: [
            { type: "O", at: 0, frame: 0 },
            { type: "O", at: 100, frame: 1 },
            { type: "C", at: 600, frame: 1 },
            { type: "C", at: 2000, frame: 0 },
          ],
        },
      ],
    });
  });

  test("refuses a format there is not, by whatever name", async () => {
    await using traces = await startFilledStore();
    for (const format of ["pdf", "constructor", "__proto__"]) expect((await exported(traces, format)).status).toBe(400);
    expect((await getJson(traces, "/api/view/traces/99/export")).status).toBe(404);
  });
});

/** The spans of the test's trace, without differences in order and in values that JSON cannot represent. */
function comparable(traces: TraceStore) {
  return traces.store
    .trace(TRACE)!
    .spans.map((span) => ({
      ...span,
      tags: span.tags
        .map((tag) => (tag.key === "ratio" ? { ...tag, value: String(tag.value) } : tag))
        .toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    }))
    .toSorted((a, b) => a.startUs - b.startUs);
}
