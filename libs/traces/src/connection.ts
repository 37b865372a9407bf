import { spanName } from "./labels.ts";
import type { LinkedSpan } from "./span-index.ts";
import { treeOf, type Place } from "./tree.ts";

/** The fields of a span that brokenLinks reads. */
export interface NamedSpan extends LinkedSpan {
  readonly operation: string;
}

const NAMED_MAX = 3;

/**
 * Why these spans are not one connected trace, a sentence per reason; empty for one root and no span without its
 * parent.
 */
export function brokenLinks(spans: readonly NamedSpan[]): readonly string[] {
  if (spans.length === 0) return ["it has no span"];
  const { tops } = treeOf(spans);
  const topsAt = (place: Place) => tops.filter((top) => top.place === place).map(({ span }) => span);
  const [roots, orphans, rings, selves] = [topsAt("root"), topsAt("orphan"), topsAt("ring"), topsAt("self")];
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
