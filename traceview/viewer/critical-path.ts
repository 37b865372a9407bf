import { criticalPath as pathBelow } from "@hipstershop/traces";
import type { Segment } from "./model/self-time.ts";
import type { Span, Trace } from "./model/trace.ts";

/** The critical intervals of each span on the path, by the span's index. */
export type CriticalPath = ReadonlyMap<number, readonly Segment[]>;

/** The critical path of the longest root. */
export function criticalPath(trace: Trace): CriticalPath {
  const path = new Map<number, Segment[]>();
  const root = trace.roots.reduce<Span | undefined>((a, b) => (a && a.duration >= b.duration ? a : b), undefined);
  if (!root) return path;
  const stretches = pathBelow(root, {
    start: (span) => span.start,
    end: (span) => span.end,
    // As in Jaeger, FOLLOWS_FROM children are not on the path.
    children: (span) => span.children.filter((child) => !child.followsParent),
    isFarSide: (parent, child) => parent.kind === "client" && child.kind === "server",
    rounding: 1,
  });
  for (const { span, from, to } of stretches) {
    const segments = path.get(span.index);
    if (segments) segments.push([from, to]);
    else path.set(span.index, [[from, to]]);
  }
  return path;
}

/** Time on the critical path per service, operation and kind, longest first. */
export function pathShares(trace: Trace, path: CriticalPath) {
  const groups = new Map<string, { span: Span; time: number; count: number }>();
  for (const [index, segments] of path) {
    const span = trace.spans[index]!;
    const time = segments.reduce((sum, [from, to]) => sum + to - from, 0);
    const key = `${span.service} ${span.operation} ${span.kind}`;
    const group = groups.get(key);
    if (!group) groups.set(key, { span, time, count: 1 });
    else {
      group.time += time;
      group.count += 1;
    }
  }
  return [...groups.values()].sort((a, b) => b.time - a.time);
}
