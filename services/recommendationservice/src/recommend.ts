/** Maximum number of recommendations. */
const RECOMMENDATIONS_MAX = 5;

/** Products other than the given ones, each once, in random order. @param random returns a number from 0 to below 1. */
export function recommend(catalog: readonly string[], given: readonly string[], random: () => number): string[] {
  const known = new Set(given);
  const candidates = catalog.filter((id) => !known.has(id));
  const count = Math.min(RECOMMENDATIONS_MAX, candidates.length);
  return Array.from({ length: count }, () => candidates.splice(Math.floor(random() * candidates.length), 1)).flat();
}
