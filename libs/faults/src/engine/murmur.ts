// @ts-expect-error The package has no types.
import MurmurHash3 from "imurmurhash";

const Hash: new (text: string) => { result(): number } = MurmurHash3;

/** MurmurHash3 of a text, 32 bits: 0 to 2 ** 32 - 1. flagd's percentage rollouts use it. */
export function murmurHash(text: string): number {
  return new Hash(text).result() >>> 0;
}
