import { DashboardBuilder, ThresholdsMode } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as Heatmap } from "@grafana/grafana-foundation-sdk/heatmap";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as Stat } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TimeSeries } from "@grafana/grafana-foundation-sdk/timeseries";

const DATASOURCE = { type: "prometheus", uid: "prometheus" };

/** One line of a chart: its PromQL expression, and its name. */
export interface Query {
  readonly expr: string;
  readonly legend: string;
}

/** What a panel shows. */
export interface PanelSpec {
  readonly title: string;
  readonly unit: string;
  readonly queries: readonly Query[];
  /** Thresholds for amber and red, in the unit of the panel. */
  readonly limits?: readonly [number, number];
  /** Width in columns, of 24. */
  readonly width: number;
}

/** gRPC statuses that are errors of the server; the others are errors of the caller. A regular expression. */
export const SERVER_FAULTS = "UNKNOWN|DEADLINE_EXCEEDED|UNIMPLEMENTED|INTERNAL|UNAVAILABLE|DATA_LOSS";

const queryTarget = ({ expr, legend }: Query, refId: string) =>
  new DataqueryBuilder().refId(refId).expr(expr).legendFormat(legend).datasource(DATASOURCE);

const thresholdColours = ([amber, red]: readonly [number, number]) => ({
  build: () => ({
    mode: ThresholdsMode.Absolute,
    steps: [
      { value: null, color: "green" },
      { value: amber, color: "orange" },
      { value: red, color: "red" },
    ],
  }),
});

/** A panel with a single figure. */
export function statPanel({ title, unit, queries, limits, width }: PanelSpec): Stat {
  const panel = new Stat().title(title).unit(unit).datasource(DATASOURCE).span(width).height(4).noValue("0");
  queries.forEach((query, i) => panel.withTarget(queryTarget(query, String.fromCharCode(65 + i))));
  return limits ? panel.thresholds(thresholdColours(limits)) : panel;
}

/** A panel with lines over time. */
export function linesPanel({ title, unit, queries, limits, width }: PanelSpec): TimeSeries {
  const panel = new TimeSeries().title(title).unit(unit).datasource(DATASOURCE).span(width).height(8).min(0);
  queries.forEach((query, i) =>
    panel.withTarget(queryTarget({ ...query }, String.fromCharCode(65 + i)).exemplar(true)),
  );
  return limits ? panel.thresholds(thresholdColours(limits)) : panel;
}

/** A panel with the distribution of durations over time. */
export function heatmapPanel(title: string, expr: string, width: number): Heatmap {
  return new Heatmap()
    .title(title)
    .datasource(DATASOURCE)
    .span(width)
    .height(8)
    .withTarget(
      new DataqueryBuilder()
        .refId("A")
        .expr(expr)
        .legendFormat("{{le}}")
        .format("heatmap" as never)
        .exemplar(true)
        .datasource(DATASOURCE),
    );
}

/** An empty dashboard. */
export function newDashboard(uid: string, title: string): DashboardBuilder {
  return new DashboardBuilder(title)
    .uid(uid)
    .tags(["hipster-shop"])
    .time({ from: "now-15m", to: "now" })
    .refresh("10s")
    .readonly();
}
