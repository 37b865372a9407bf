export { brokenLinks } from "./connection.ts";
export { criticalPath, criticalPathBelow } from "./critical-path.ts";
export { durationText, millisecondsText } from "./durations.ts";
export { EXPORT_FORMATS, type ExportFormat, exportTrace } from "./export.ts";
export {
  jaegerAnswer,
  type JaegerError,
  messageInAnswer,
  namesInAnswer,
  NotJaegerAnswerError,
  tracesInAnswer,
} from "./jaeger-answer.ts";
export { isNoId, parseTraceId, shortTraceId } from "./ids.ts";
export { type JaegerSpan, type JaegerTrace, readJaegerTrace, writeJaegerTrace } from "./jaeger-json.ts";
export { shortOperation, spanLabel, spanName } from "./labels.ts";
export {
  type Link,
  type Log,
  type Process,
  type Span,
  type SpanKind,
  spanKind,
  type Tag,
  type TagType,
  type TagValue,
  type Trace,
} from "./model.ts";
export { nanoseconds, otlpTraces } from "./otlp-json.ts";
export { movedTraces, newIds, tracesOf } from "./moved-traces.ts";
export { spanIndexOf, withDistinctIds } from "./distinct-ids.ts";
export { parentReference } from "./parent-reference.ts";
export { shapeOf } from "./shape.ts";
export { isAnswer, isCaller, type LinkedSpan, SpanIndex } from "./span-index.ts";
export { summariseTrace, summaryFields, type TraceSummary } from "./summary.ts";
export { isUnderWay } from "./under-way.ts";
export { mainTop, nodesBelow, type Place, treeOf, type TreeNode } from "./tree.ts";
