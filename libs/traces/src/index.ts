export { brokenLinks, type NamedSpan } from "./connection.ts";
export {
  type CriticalStretch,
  criticalPath,
  criticalPathBelow,
  type SpanReader,
  type TimedSpan,
} from "./critical-path.ts";
export { type JaegerLinks, linksOf } from "./jaeger-links.ts";
export { indexOf, withOwnIds } from "./own-ids.ts";
export { type JaegerReference, jaegerParent, parentReference, type ReferringSpan } from "./parent-reference.ts";
export { isAnswer, isCaller, type LinkedSpan, SpanIndex } from "./span-index.ts";
export { mainTop, nodesBelow, type Place, type TraceTree, treeOf, type TreeNode } from "./tree.ts";
