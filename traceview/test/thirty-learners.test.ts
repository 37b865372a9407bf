import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { otlpTraces, type Span } from "@hipstershop/traces";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { TraceStore } from "../src/index.ts";
import type { SearchAnswer, StoreState } from "../src/viewer-api/answers.ts";
import { span, tag } from "./spans.ts";
import { startTestStore } from "./start.ts";

const LEARNERS = Array.from({ length: 29 }, (_, n) => `learner ${n + 1}`);
const TRACES_EACH = 20;
/** A fair share of these is a hundred: more than the sixty that a learner sends. */
const LIMITS = { maxSpans: 3000 };
const FLOOD_TRACES = 3000;
const NOW_US = Date.now() * 1000;

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "learners-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const idOf = (learner: number, trace: number): string =>
  `${learner.toString(16).padStart(4, "0")}${trace.toString(16).padStart(28, "0")}`;

/** Three spans of two services; the first to arrive does not say whose they are. */
function traceOf(learner: string, traceId: string): readonly [Span, Span, Span] {
  const tags = [tag("shop.learner", learner)];
  const startUs = NOW_US - 1_000_000;
  return [
    span({ traceId, spanId: "2", parentSpanId: "1", startUs }),
    span({ traceId, spanId: "3", parentSpanId: "1", service: "adservice", startUs, tags }),
    span({ traceId, spanId: "1", service: "frontend", operation: "GET /", startUs, tags }),
  ];
}

async function send(traces: TraceStore, spans: readonly Span[]): Promise<void> {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify(otlpTraces([{ traceId: "", spans, startUs: 0, endUs: 0 }]));
  const answer = await fetch(`${traces.otlpHttpUrl}/v1/traces`, { method: "POST", headers, body });
  expect([answer.status, await answer.json()]).toEqual([200, {}]);
}

async function flood(traces: TraceStore, from: number): Promise<void> {
  const all = Array.from({ length: FLOOD_TRACES }, (_, n) => traceOf("flood", idOf(99, from + n)));
  for (let at = 0; at < all.length; at += 500) await send(traces, all.slice(at, at + 500).flat());
}

/** How many traces each learner finds as their own. */
async function found(traces: TraceStore): Promise<number[]> {
  const counts = LEARNERS.map(async (learner) => {
    const headers = { cookie: `shop_learner=${encodeURIComponent(learner)}` };
    const answer = await fetch(`${traces.queryUrl}/api/view/search?q=mine&limit=1000`, { headers });
    const { traces: mine }: SearchAnswer = await answer.json();
    return mine.filter(({ spanCount }) => spanCount === 3).length;
  });
  return Promise.all(counts);
}

test("thirty learners share a store: one floods it, the others find all of theirs, after a restart, too", async () => {
  const file = join(folder, "traces.jsonl");
  const all = LEARNERS.map(() => TRACES_EACH);
  {
    await using traces = await startTestStore({ ...LIMITS, file });
    for (let n = 0; n < TRACES_EACH; n += 1) {
      const each = LEARNERS.map((learner, at) => traceOf(learner, idOf(at + 1, n)));
      // Spans come from several services, those without a name first.
      for (const service of [0, 1, 2])
        await send(
          traces,
          each.map((spans) => spans[service]!),
        );
    }
    await flood(traces, 0);
    expect(await found(traces)).toEqual(all);
  }
  await using again = await startTestStore({ ...LIMITS, file });
  expect(await found(again)).toEqual(all);
  await flood(again, FLOOD_TRACES);
  expect(await found(again)).toEqual(all);
  const state: StoreState = await (await fetch(`${again.queryUrl}/api/view/store`)).json();
  const [first, ...others] = state.parties;
  expect(first).toMatchObject({ party: "learner", learner: "flood", spans: 3000 - 29 * 3 * TRACES_EACH });
  const each = new Map(others.map(({ learner, traces }) => [learner, traces]));
  expect(each).toEqual(new Map(LEARNERS.map((learner) => [learner, TRACES_EACH])));
});
