export { renderReport } from "./render-report.ts";
export type { MetricTraces, ReportData, ReportJudgement, ReportStage, ReportTrace, Trust } from "./report-data.ts";
