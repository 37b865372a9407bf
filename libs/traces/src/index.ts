export { brokenLinks, type LinkedSpan } from "./connection.ts";
export { type CriticalStretch, criticalPath, type SpanReader } from "./critical-path.ts";
