/** The stylesheet has this many service colours. */
export const COLOURS = 20;

/** Found by trial: with it the services of the shop, its databases and its load all differ. */
const SEED = 2_862_440;

/** FNV-1a. */
function hash(text: string, seed: number): number {
  let value = 0x811c9dc5 ^ seed;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return (value ^ (value >>> 15)) >>> 0;
}

/** The class of a service's colour: a function of its name alone, so that it is the same on every page and every day. */
export function colourOf(service: string, seed: number = SEED): string {
  return `svc-${hash(service, seed) % COLOURS}`;
}
