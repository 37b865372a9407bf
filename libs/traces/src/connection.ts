import { spanName } from "./labels.ts";
import type { LinkedSpan } from "./span-index.ts";
import { treeOf, type Place } from "./tree.ts";

/** As much of a span as its place in a trace, and a sentence about it, need. */
export interface NamedSpan extends LinkedSpan {
  readonly operation: string;
}

const NAMED_MAX = 3;

/** Why these spans are not one connected trace, one sentence each: none when there is one root, and everybody else's parent. */
export function brokenLinks(spans: readonly NamedSpan[]): readonly string[] {
  if (spans.length === 0) return ["it has no span"];
  const { tops } = treeOf(spans);
  const at = (place: Place) => tops.filter((top) => top.place === place).map(({ span }) => span);
  const [roots, orphans, rings, selves] = [at("root"), at("orphan"), at("ring"), at("self")];
  return [
    ...(roots.length === 1 ? [] : [`it has ${roots.length} roots${roots.length > 0 ? `: ${namesOf(roots)}` : ""}`]),
    ...(orphans.length === 0 ? [] : [`the parent is missing of ${namesOf(orphans)}`]),
    ...(rings.length === 0 ? [] : [`parents go round in a ring at ${namesOf(rings)}`]),
    ...(selves.length === 0
      ? []
      : [`${namesOf(selves)} ${selves.length === 1 ? "names itself" : "name themselves"} as parent`]),
  ];
}

function namesOf(spans: readonly NamedSpan[]): string {
  const names = spans.slice(0, NAMED_MAX).map(spanName);
  return `${names.join(", ")}${spans.length > NAMED_MAX ? ` and ${spans.length - NAMED_MAX} more` : ""}`;
}
