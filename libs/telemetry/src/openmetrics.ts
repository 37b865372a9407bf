import { type DataPoint, DataPointType, type Histogram, type ResourceMetrics } from "@opentelemetry/sdk-metrics";
import type { Exemplars, ExemplarStore } from "./durations.ts";

/** What Prometheus is told that the text is. */
export const OPEN_METRICS_TYPE = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/** Whether a scraper asks for OpenMetrics, as Prometheus does; everybody else gets Prometheus' older text. */
export function wantsOpenMetrics(accept: string | undefined): boolean {
  return accept?.includes("application/openmetrics-text") ?? false;
}

/**
 * The exporter's text as OpenMetrics, with the exemplars that the exporter can't carry:
 * https://prometheus.io/docs/specs/om/open_metrics_spec/. `text` must have been made of `metrics`.
 */
export function openMetrics(text: string, metrics: ResourceMetrics, exemplars: ExemplarStore): string {
  const lines = text.split("\n").filter((line) => line !== "" && isAllowed(line));
  const series = bucketSeries(metrics, exemplars);
  const places = new Map<string, number>();
  const out = lines.map((line) => {
    if (line.startsWith("#")) return familyLine(line);
    const name = line.slice(0, line.search(/[{ ]/));
    const buckets = series.get(name);
    if (!buckets) return line;
    // The exporter writes a family's series in their order, each with all of its buckets: the place says which one it is.
    const place = places.get(name) ?? 0;
    places.set(name, place + 1);
    return line + (buckets[place] ?? "");
  });
  return `${out.join("\n")}\n# EOF\n`;
}

/** OpenMetrics has no free comments, and wants a unit to be the name's ending: "seconds", where OpenTelemetry says "s". */
function isAllowed(line: string): boolean {
  return !line.startsWith("#") || line.startsWith("# HELP ") || line.startsWith("# TYPE ");
}

/** A counter's family is called without the _total of its samples. */
function familyLine(line: string): string {
  const [, keyword, name, rest] = /^# (\S+) (\S+) (.*)$/.exec(line) ?? [];
  if (keyword === undefined || name === undefined) return line;
  const said = keyword === "TYPE" && rest === "untyped" ? "unknown" : rest?.replaceAll('"', '\\"');
  return `# ${keyword} ${name.replace(/_total$/, "")} ${said}`;
}

/** What to add to each bucket line, in the order of these lines, by their name. */
function bucketSeries(metrics: ResourceMetrics, exemplars: ExemplarStore): Map<string, readonly string[]> {
  const byName = new Map<string, readonly string[]>();
  for (const { metrics: families } of metrics.scopeMetrics) {
    for (const { descriptor, dataPointType, dataPoints } of families) {
      if (dataPointType !== DataPointType.HISTOGRAM) continue;
      const name = `${descriptor.name}_bucket`;
      const added = dataPoints.flatMap((point) => endings(point, exemplars.of(descriptor.name, point.attributes)));
      byName.set(name, [...(byName.get(name) ?? []), ...added]);
    }
  }
  return byName;
}

function endings({ value }: DataPoint<Histogram>, exemplars: Exemplars | undefined): readonly string[] {
  return value.buckets.counts.map((_, bucket) => {
    const span = exemplars?.spans[bucket];
    if (!exemplars || !span) return "";
    const time = ((exemplars.times[bucket] ?? 0) / 1000).toFixed(3);
    return ` # {trace_id="${span.traceId}",span_id="${span.spanId}"} ${exemplars.seconds[bucket]} ${time}`;
  });
}
