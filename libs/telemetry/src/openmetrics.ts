import { type DataPoint, DataPointType, type Histogram, type ResourceMetrics } from "@opentelemetry/sdk-metrics";
import type { Exemplars, ExemplarStore } from "./durations.ts";

/** Content type of the text. */
export const OPEN_METRICS_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/** Whether a scraper accepts OpenMetrics, as Prometheus does. Others get the older text format. */
export function wantsOpenMetrics(accept: string | undefined): boolean {
  return accept?.includes("application/openmetrics-text") ?? false;
}

/**
 * The exporter's text as OpenMetrics, with exemplars, which the exporter does not support:
 * https://prometheus.io/docs/specs/om/open_metrics_spec/. `text` is the exporter's text of `metrics`.
 */
export function openMetrics(text: string, metrics: ResourceMetrics, exemplars: ExemplarStore): string {
  const lines = text.split("\n").filter((line) => line !== "" && isAllowed(line));
  const series = bucketSeries(metrics, exemplars);
  const positions = new Map<string, number>();
  const out = lines.map((line) => {
    if (line.startsWith("#")) return familyLine(line);
    const name = line.slice(0, line.search(/[{ ]/));
    const buckets = series.get(name);
    if (!buckets) return line;
    // The exporter writes the series of a family in order, each with all its buckets: the position identifies series
    // and bucket.
    const position = positions.get(name) ?? 0;
    positions.set(name, position + 1);
    return line + (buckets[position] ?? "");
  });
  return `${out.join("\n")}\n# EOF\n`;
}

/**
 * OpenMetrics allows no comments but HELP and TYPE, and a UNIT only if the name ends in it; OpenTelemetry's unit "s"
 * does not match.
 */
function isAllowed(line: string): boolean {
  return !line.startsWith("#") || line.startsWith("# HELP ") || line.startsWith("# TYPE ");
}

/** HELP or TYPE of a family. A counter's family has the name of its samples without _total. */
function familyLine(line: string): string {
  const [, keyword, name, rest] = /^# (\S+) (\S+) (.*)$/.exec(line) ?? [];
  if (keyword === undefined || name === undefined) return line;
  const text = keyword === "TYPE" && rest === "untyped" ? "unknown" : rest?.replaceAll('"', '\\"');
  return `# ${keyword} ${name.replace(/_total$/, "")} ${text}`;
}

/** The text to append to each bucket line, by the name of the line, in the order of the lines. */
function bucketSeries(metrics: ResourceMetrics, exemplars: ExemplarStore): Map<string, readonly string[]> {
  const byName = new Map<string, readonly string[]>();
  for (const { metrics: families } of metrics.scopeMetrics) {
    for (const { descriptor, dataPointType, dataPoints } of families) {
      if (dataPointType !== DataPointType.HISTOGRAM) continue;
      const name = `${descriptor.name}_bucket`;
      const added = dataPoints.flatMap((point) =>
        exemplarTexts(point, exemplars.exemplarsOf(descriptor.name, point.attributes)),
      );
      byName.set(name, [...(byName.get(name) ?? []), ...added]);
    }
  }
  return byName;
}

function exemplarTexts({ value }: DataPoint<Histogram>, exemplars: Exemplars | undefined): readonly string[] {
  return value.buckets.counts.map((_, bucket) => {
    const span = exemplars?.spans[bucket];
    if (!exemplars || !span) return "";
    const time = ((exemplars.times[bucket] ?? 0) / 1000).toFixed(3);
    return ` # {trace_id="${span.traceId}",span_id="${span.spanId}"} ${exemplars.seconds[bucket]} ${time}`;
  });
}
