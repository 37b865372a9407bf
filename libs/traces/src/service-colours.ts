/** Number of service colours in the stylesheet. */
export const COLOURS = 20;

/** Found by trial: with this seed the shop's services, databases and load generator get different colours. */
const SEED = 2_862_440;

/** FNV-1a. */
function hashOf(text: string, seed: number): number {
  let value = 0x811c9dc5 ^ seed;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return (value ^ (value >>> 15)) >>> 0;
}

/** The CSS class of a service's colour, which depends only on its name. */
export function colourOf(service: string, seed: number = SEED): string {
  return `svc-${hashOf(service, seed) % COLOURS}`;
}
