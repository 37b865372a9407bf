export { renderReport } from "./render-report.ts";
export type { MetricTraces, ReportData, ReportStage, ReportTrace, Trust } from "./report-data.ts";
