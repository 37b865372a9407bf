export { renderReport, reportPolicy } from "./render-report.ts";
export type { MetricTraces, ReportData, ReportJudgement, ReportStage, ReportTrace, Trust } from "./report-data.ts";
