/** The known word that is most like the given one, for "did you mean"; undefined when none is like it. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const given = word.toLowerCase();
  const [best] = known
    .map((name) => ({ name, distance: distanceBetween(given, name.toLowerCase()) }))
    .toSorted((a, b) => a.distance - b.distance);
  // A third of the letters may differ, or the given word is a part of the name.
  if (best && best.distance <= Math.max(2, best.name.length / 3)) return best.name;
  return given.length >= PART_LENGTH_MIN ? known.find((name) => name.toLowerCase().includes(given)) : undefined;
}

/** Minimum length of a word that is looked for inside names: "ad" is inside half of them. */
const PART_LENGTH_MIN = 4;

/** How many letters must be added, removed or replaced to turn one word into the other. */
function distanceBetween(a: string, b: string): number {
  let row = [...Array(b.length + 1).keys()];
  for (const [i, letter] of a.split("").entries()) {
    const next = [i + 1];
    for (const [j, other] of b.split("").entries()) {
      const replaced = (row[j] ?? 0) + (letter === other ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
