import { DashboardBuilder, ThresholdsMode } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as Heatmap } from "@grafana/grafana-foundation-sdk/heatmap";
import { DataqueryBuilder } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as Stat } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TimeSeries } from "@grafana/grafana-foundation-sdk/timeseries";

const DATASOURCE = { type: "prometheus", uid: "prometheus" };

/** One line of a chart: what is asked, and what it is called. */
export interface Query {
  readonly expr: string;
  readonly legend: string;
}

export interface PanelSpec {
  readonly title: string;
  readonly unit: string;
  readonly queries: readonly Query[];
  /** From where on it is bad, in the panel's unit: amber, red. */
  readonly limits?: readonly [number, number];
  /** Columns of 24. */
  readonly width: number;
}

/** Every call that failed through the service's own fault; a caller's mistake is none. */
export const SERVER_FAULTS = "UNKNOWN|DEADLINE_EXCEEDED|UNIMPLEMENTED|INTERNAL|UNAVAILABLE|DATA_LOSS";

const target = ({ expr, legend }: Query, refId: string) =>
  new DataqueryBuilder().refId(refId).expr(expr).legendFormat(legend).datasource(DATASOURCE);

const thresholds = ([amber, red]: readonly [number, number]) => ({
  build: () => ({
    mode: ThresholdsMode.Absolute,
    steps: [
      { value: null, color: "green" },
      { value: amber, color: "orange" },
      { value: red, color: "red" },
    ],
  }),
});

/** One figure. */
export function figure({ title, unit, queries, limits, width }: PanelSpec): Stat {
  const panel = new Stat().title(title).unit(unit).datasource(DATASOURCE).span(width).height(4).noValue("0");
  queries.forEach((query, i) => panel.withTarget(target(query, String.fromCharCode(65 + i))));
  return limits ? panel.thresholds(thresholds(limits)) : panel;
}

/** Lines over time. */
export function chart({ title, unit, queries, limits, width }: PanelSpec): TimeSeries {
  const panel = new TimeSeries().title(title).unit(unit).datasource(DATASOURCE).span(width).height(8).min(0);
  queries.forEach((query, i) => panel.withTarget(target({ ...query }, String.fromCharCode(65 + i)).exemplar(true)));
  return limits ? panel.thresholds(thresholds(limits)) : panel;
}

/** How durations are spread over time. */
export function heatmap(title: string, expr: string, width: number): Heatmap {
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

export function dashboard(uid: string, title: string): DashboardBuilder {
  return new DashboardBuilder(title)
    .uid(uid)
    .tags(["hipster-shop"])
    .time({ from: "now-15m", to: "now" })
    .refresh("10s")
    .readonly();
}
