export { type CriticalStretch, criticalPath, type SpanReader } from "./critical-path.ts";
