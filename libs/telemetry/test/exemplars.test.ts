import { SpanKind, trace, TraceFlags } from "@opentelemetry/api";
import { testTelemetry } from "@hipstershop/testkit";
import { expect, test } from "vitest";

const ON = { metrics: { host: "127.0.0.1", port: 0 } };
/** The Accept header of Prometheus 2.42. */
const ACCEPT =
  "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

async function scrape(url: string | undefined, accept: string): Promise<{ type: string | null; text: string }> {
  const answer = await fetch(url ?? "", { headers: { accept } });
  return { type: answer.headers.get("content-type"), text: await answer.text() };
}

/** "0.0025" → the exemplar of that bucket's line, as text. */
function exemplarsIn(text: string, series: string): Map<string, string> {
  const lines = text.split("\n").filter((line) => line.startsWith("work_seconds_bucket") && line.includes(series));
  return new Map(
    lines.flatMap((line): [string, string][] => {
      const [sample = "", exemplar] = line.split(" # ");
      return exemplar ? [[/le="([^"]+)"/.exec(sample)?.[1] ?? "", exemplar]] : [];
    }),
  );
}

test("each bucket has the last sampled span that fell into it, in the series it belongs to", async () => {
  await using telemetry = await testTelemetry("test", ON);
  const work = telemetry.durations("work_seconds", "Work.");
  const spans = [0, 1, 2, 3].map((i) => telemetry.tracer.startSpan(`span ${i}`, { kind: SpanKind.SERVER }));
  const [reads, writes] = [work.series({ kind: "read" }), work.series({ kind: "write", "with.quote": 'a"b}' })];
  reads.record(2, spans[0]!);
  reads.record(2.5, spans[1]!);
  reads.record(60_000, spans[2]!);
  writes.record(1, spans[3]!);
  const { text } = await scrape(telemetry.metricsUrl, ACCEPT);
  const read = exemplarsIn(text, 'kind="read"');
  const ids = spans.map((span) => span.spanContext());
  const starts = (i: number) => `{trace_id="${ids[i]!.traceId}",span_id="${ids[i]!.spanId}"} `;
  expect([...read.keys()]).toEqual(["0.0025", "+Inf"]);
  expect(read.get("0.0025")).toMatch(new RegExp(`^${starts(1)}0\\.0025 \\d{10}\\.\\d{3}$`));
  expect(read.get("+Inf")).toContain(`${starts(2)}60 `);
  const write = exemplarsIn(text, 'kind="write"');
  expect([...write.keys()]).toEqual(["0.001"]);
  expect(write.get("0.001")).toContain(starts(3));
});

test("a trace that is not kept is nobody's exemplar", async () => {
  await using telemetry = await testTelemetry("test", ON);
  const series = telemetry.durations("work_seconds", "Work.").series({});
  const ids = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" };
  series.record(1, trace.wrapSpanContext({ ...ids, traceFlags: TraceFlags.NONE }));
  const { text } = await scrape(telemetry.metricsUrl, ACCEPT);
  expect(text).toMatch(/^work_seconds_count\S* 1$/m);
  expect(text).not.toContain(" # {");
});

test("the text is OpenMetrics: families, units and end", async () => {
  await using telemetry = await testTelemetry("test", ON);
  telemetry.meter.createCounter("orders_total", { description: 'Orders "placed".', unit: "{order}" }).add(3);
  telemetry.durations("work_seconds", "Work.").series({}).record(1, telemetry.tracer.startSpan("x"));
  const { type, text } = await scrape(telemetry.metricsUrl, ACCEPT);
  expect(type).toBe("application/openmetrics-text; version=1.0.0; charset=utf-8");
  expect(text).toContain('# HELP orders Orders \\"placed\\".\n# TYPE orders counter\norders_total{');
  expect(text.endsWith("\n# EOF\n")).toBe(true);
  expect(text).not.toMatch(/^# UNIT|^$(?!\n?$)|_total (counter|gauge)$/m);
  const families = [...text.matchAll(/^# TYPE (\S+) (counter|gauge|histogram)$/gm)].map(([, name]) => name!);
  expect(families).toEqual([...new Set(families)]);
  const samples = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  for (const sample of samples) {
    expect(sample).toMatch(/^[a-zA-Z_]\w*(\{(\w+="([^"\\]|\\.)*",?)*\})? \S+( # \{.{10,128}\} \S+ \S+)?$/);
    const name = /^\w+/.exec(sample)?.[0].replace(/_(total|bucket|count|sum)$/, "");
    expect(families.some((family) => family === name || sample.startsWith(family))).toBe(true);
  }
});

test.each(["", "text/plain", "*/*"])(
  "who asks for '%s' gets the exporter's own text, without exemplars",
  async (accept) => {
    await using telemetry = await testTelemetry("test", ON);
    telemetry.durations("work_seconds", "Work.").series({}).record(1, telemetry.tracer.startSpan("x"));
    const { type, text } = await scrape(telemetry.metricsUrl, accept);
    expect(type).toBe("text/plain");
    expect(text).toContain("# UNIT work_seconds s");
    expect(text).not.toMatch(/trace_id|# EOF/);
  },
);

test("series without end leave their exemplars out, and keep their figures", async () => {
  await using telemetry = await testTelemetry("test", ON);
  const work = telemetry.durations("work_seconds", "Work.");
  const span = telemetry.tracer.startSpan("x");
  for (let i = 0; i < 1001; i += 1) work.series({ i: String(i) }).record(1, span);
  work.series({ i: "7" }).record(2, span);
  const { text } = await scrape(telemetry.metricsUrl, ACCEPT);
  expect(exemplarsIn(text, 'i="7"').size).toBe(2);
  expect(exemplarsIn(text, 'i="999"').size).toBe(1);
  expect(exemplarsIn(text, 'i="1000"').size).toBe(0);
  expect(text).toMatch(/^work_seconds_count\{i="1000"\S* 1$/m);
});
