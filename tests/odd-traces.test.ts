import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { join } from "node:path";
import { startTraceStore, type TraceStore } from "@hipstershop/traceview";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "./support/workspace.ts";

const bin = join(root, "tools/shop/bin/shop.mjs");
const START = (Date.now() - 60_000) * 1000;

interface Sketch {
  readonly id: string;
  readonly parent?: string;
  readonly kind?: string;
  readonly service?: string;
  readonly follows?: boolean;
}

/** Jaeger's JSON of spans that each begin a little after the one before, and last until the same end. */
function traceOf(traceID: string, sketches: readonly Sketch[]) {
  return {
    traceID,
    processes: Object.fromEntries(["shop", "cart"].map((serviceName) => [serviceName, { serviceName, tags: [] }])),
    spans: sketches.map(({ id, parent, kind, service = "shop", follows }, i) => ({
      traceID,
      spanID: id,
      operationName: `step ${service} ${id}`,
      references:
        parent === undefined ? [] : [{ refType: follows ? "FOLLOWS_FROM" : "CHILD_OF", traceID, spanID: parent }],
      startTime: START + i,
      duration: sketches.length * 2 - i,
      tags: kind === undefined ? [] : [{ key: "span.kind", type: "string", value: kind }],
      logs: [],
      processID: service,
    })),
  };
}

const chain = Array.from({ length: 10_000 }, (_, i): Sketch => {
  const id = (i + 1).toString(16);
  return i === 0 ? { id } : { id, parent: i.toString(16) };
});

/** What is odd about each trace, and the words that `shop trace show`, and the warnings of the API, have for it. */
const odd: readonly (readonly [id: string, what: string, spans: readonly Sketch[], shown: string, warned: string])[] = [
  [
    "a1",
    "a ring",
    [
      { id: "1", parent: "3" },
      { id: "2", parent: "1" },
      { id: "3", parent: "2" },
    ],
    "(parents in a ring)",
    "parent loop: following",
  ],
  [
    "a2",
    "a ring beside a root",
    [{ id: "1" }, { id: "2", parent: "3" }, { id: "3", parent: "2" }],
    "(parents in a ring)",
    "parent loop: following",
  ],
  [
    "a3",
    "its own parent",
    [
      { id: "1", parent: "1" },
      { id: "2", parent: "1" },
    ],
    "(its own parent)",
    "parent loop: the span names itself",
  ],
  [
    "a4",
    "a missing parent",
    [{ id: "1" }, { id: "2", parent: "9" }, { id: "3", parent: "2" }],
    "(parent missing)",
    "parent missing",
  ],
  [
    "a5",
    "one id, client and server",
    [
      { id: "1", kind: "client" },
      { id: "1", kind: "server", service: "cart" },
      { id: "2", parent: "1", service: "cart" },
    ],
    "",
    "",
  ],
  ["a6", "a parent that is only followed", [{ id: "1" }, { id: "2", parent: "1", follows: true }], "", ""],
  ["a7", "a chain of 10,000", chain, "(9999 deep)", ""],
];

let traces: TraceStore;
beforeAll(async () => {
  traces = await startTraceStore({ host: "127.0.0.1", queryPort: 0, jaegerThriftPort: 0, otlpHttpPort: 0 });
  const data = odd.map(([id, , spans]) => traceOf(id, spans));
  const answer = await fetch(`${traces.queryUrl}/api/view/upload`, { method: "POST", body: JSON.stringify({ data }) });
  const { spans } = (await answer.json()) as { spans: number };
  if (spans !== odd.reduce((sum, [, , own]) => sum + own.length, 0)) throw new Error(`only ${spans} spans were taken`);
});
afterAll(() => traces[Symbol.asyncDispose]());

async function ask<T>(path: string): Promise<T> {
  const answer = await fetch(traces.queryUrl + path);
  expect(answer.status, path).toBe(200);
  return (await answer.json()) as T;
}

async function shop(...args: string[]): Promise<string> {
  const child = spawn(process.execPath, [bin, "trace", "--url", traces.queryUrl, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  expect([code, stderr]).toEqual([0, ""]);
  return stdout;
}

/** How often each name was met: once, if all is well. */
function namesIn(found: readonly string[]): readonly string[] {
  return found.map((name) => /step \w+ \w+/.exec(name)?.[0] ?? name).toSorted();
}

interface Exported {
  readonly data: readonly {
    readonly spans: readonly {
      readonly operationName: string;
      readonly spanID: string;
      readonly warnings: string[] | null;
    }[];
  }[];
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly { readonly spans: readonly { readonly name: string }[] }[];
  }[];
  readonly traceEvents: readonly { readonly ph: string; readonly name: string }[];
  readonly shared: { readonly frames: readonly { readonly name: string }[] };
  readonly profiles: readonly { readonly events: readonly { readonly type: string; readonly frame: number }[] }[];
}

const namesOf = {
  jaeger: ({ data }: Exported) => data.flatMap(({ spans }) => spans.map(({ operationName }) => operationName)),
  otlp: ({ resourceSpans }: Exported) =>
    resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans.map(({ name }) => name))),
  chrome: ({ traceEvents }: Exported) => traceEvents.filter(({ ph }) => ph === "X").map(({ name }) => name),
  speedscope: ({ shared, profiles }: Exported) =>
    profiles.flatMap(({ events }) =>
      events.filter(({ type }) => type === "O").map(({ frame }) => shared.frames[frame]!.name),
    ),
};

describe.each(odd)("trace %s, %s", (id, _what, spans, shown, warned) => {
  const all = spans.map(({ id: span, service = "shop" }) => `step ${service} ${span}`).toSorted();

  test("is whole in both APIs, each span with an id of its own, and the odd one with a warning", async () => {
    const v1 = await ask<Exported>(`/api/traces/${id}`);
    expect(namesIn(namesOf.jaeger(v1))).toEqual(all);
    expect(new Set(v1.data[0]!.spans.map(({ spanID }) => spanID)).size).toBe(spans.length);
    const warnings = v1.data[0]!.spans.flatMap((span) => span.warnings ?? []);
    expect(warnings.filter((text) => !text.startsWith(warned || "-"))).toEqual([]);
    expect(warnings.length).toBe(warned === "" ? 0 : 1);
    const { result } = await ask<{ result: Exported }>(`/api/v3/traces/${id}`);
    expect(namesIn(namesOf.otlp(result))).toEqual(all);
  });

  test("is whole in every export, from the store and from the command", async () => {
    for (const [format, names] of Object.entries(namesOf)) {
      const file = await ask<Exported>(`/api/view/traces/${id}/export?format=${format}`);
      expect(namesIn(names(file)), format).toEqual(all);
      expect(namesIn(names(JSON.parse(await shop("export", id, "--format", format)) as Exported)), format).toEqual(all);
    }
  });

  test("is whole in the terminal, a line a span, and the odd one says why", async () => {
    const lines = (await shop("show", id)).trimEnd().split("\n").slice(3);
    expect(lines).toHaveLength(spans.length);
    if (spans.length < 100) expect(namesIn(lines)).toEqual(all);
    expect(lines.filter((line) => line.includes(shown)).length).toBeGreaterThanOrEqual(1);
    expect(await shop("list", "--limit", "50")).toContain(` ${spans.length} spans`);
    expect(await shop("diff", id, id)).toContain("A and B take the same time");
  });

  test("is whole when compared, and when found", async () => {
    const { differences } = await ask<{ differences: { verdict: string }[] }>(`/api/view/compare?a=${id}&b=${id}`);
    expect(new Set(differences.map(({ verdict }) => verdict))).toEqual(new Set(["untested"]));
    const found = await ask<{ traces: { traceID: string; spanCount: number }[] }>(
      `/api/view/search?q=operation%3Dstep*`,
    );
    expect(found.traces.find(({ traceID }) => traceID === id.padStart(32, "0"))?.spanCount).toBe(spans.length);
    expect(await ask(`/api/view/traces/${id}/related`)).toMatchObject({
      traces: expect.any(Array),
      callees: expect.any(Array),
    });
  });
});

test("a span that only follows hangs below its parent, in Jaeger's words for it", async () => {
  const { data } = await ask<{ data: { spans: { spanID: string; references: object[] }[] }[] }>("/api/traces/a6");
  expect(data[0]!.spans[1]!.references).toMatchObject([{ refType: "FOLLOWS_FROM", spanID: "0000000000000001" }]);
  expect((await shop("show", "a6")).split("\n").at(-2)).toMatch(/^ {4}shop · step shop 2/);
});

test("who answered hangs below who asked with the same id, and what it did below that", async () => {
  const lines = (await shop("show", "a5")).trimEnd().split("\n").slice(3);
  expect(lines.map((line) => /^. ( *)(\w+ .)/.exec(line)?.slice(1))).toEqual([
    ["", "shop →"],
    ["  ", "cart ←"],
    ["    ", "cart ·"],
  ]);
  const { edges } = await ask<{ edges: object[] }>("/api/view/map?lookbackMs=3600000");
  expect(edges).toMatchObject([{ from: "shop", to: "cart", calls: 1 }]);
  const { data } = await ask<{ data: object[] }>("/api/dependencies");
  expect(data).toEqual([{ parent: "shop", child: "cart", callCount: 1 }]);
});
