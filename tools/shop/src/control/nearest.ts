/** The name that was probably meant by `word`: one that contains it, or differs in a third of its letters at most. */
export function nearestName(word: string, names: readonly string[]): string | undefined {
  const containing = names.filter((name) => word !== "" && name.includes(word));
  if (containing.length > 0) return containing[0];
  const [nearest] = names
    .map((name) => ({ name, distance: editDistance(word, name) }))
    .sort((a, b) => a.distance - b.distance);
  return nearest && nearest.distance <= nearest.name.length / 3 ? nearest.name : undefined;
}

/** How many letters have to be added, removed or replaced to make `b` of `a`. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1];
    for (const [j, other] of Array.from(b).entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
