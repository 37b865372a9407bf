/** A span as far as it hangs on others. */
export interface LinkedSpan {
  readonly id: string;
  /** "": a root. */
  readonly parentId: string;
  /** What it is called in a sentence, such as "frontend GET /". */
  readonly name: string;
}

const NAMED_MAX = 3;

/** Why these spans are not one connected trace, one sentence each: none when there is one root, and everybody else's parent. */
export function brokenLinks(spans: readonly LinkedSpan[]): readonly string[] {
  if (spans.length === 0) return ["it has no span"];
  const ids = new Set(spans.map(({ id }) => id));
  const roots = spans.filter(({ parentId }) => parentId === "");
  const orphans = spans.filter(({ parentId }) => parentId !== "" && !ids.has(parentId));
  return [
    ...(roots.length === 1 ? [] : [`it has ${roots.length} roots${roots.length > 0 ? `: ${namesOf(roots)}` : ""}`]),
    ...(orphans.length === 0 ? [] : [`the parent is missing of ${namesOf(orphans)}`]),
  ];
}

function namesOf(spans: readonly LinkedSpan[]): string {
  const names = spans.slice(0, NAMED_MAX).map(({ name }) => name);
  return `${names.join(", ")}${spans.length > NAMED_MAX ? ` and ${spans.length - NAMED_MAX} more` : ""}`;
}
