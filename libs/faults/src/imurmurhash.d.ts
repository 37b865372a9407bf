declare module "imurmurhash" {
  /** MurmurHash3, 32 bits, of a text. */
  export default class MurmurHash3 {
    constructor(text?: string, seed?: number);
    result(): number;
  }
}
