/** Maximum number of recommendations. */
const RECOMMENDATIONS_MAX = 5;

/**
 * The ids of products other than the given ones, each once, in random order: the beginning of a shuffled list, which is
 * shuffled only as far as it is needed. @param random returns a number from 0 to below 1.
 */
export function recommend(
  catalog: readonly { readonly id: string }[],
  given: readonly string[],
  random: () => number,
): string[] {
  const known = new Set(given);
  const recommended: string[] = [];
  // Which index another one was swapped for; one that is missing is in its own place.
  const places = new Map<number, number>();
  for (let next = 0; next < catalog.length && recommended.length < RECOMMENDATIONS_MAX; next++) {
    const drawn = next + Math.floor(random() * (catalog.length - next));
    const product = catalog[places.get(drawn) ?? drawn];
    places.set(drawn, places.get(next) ?? next);
    if (product && !known.has(product.id)) recommended.push(product.id);
  }
  return recommended;
}
