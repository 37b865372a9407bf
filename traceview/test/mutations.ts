/** A seeded random number generator (mulberry32), so that a failing mutation can be reproduced. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `count` mutated copies of the bytes: flipped bits, overwritten and inserted bytes, truncation, enlarged lengths. */
export function* mutationsOf(bytes: Buffer, count: number, seed: number): Generator<Buffer> {
  const random = randomFrom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  for (let made = 0; made < count; made += 1) {
    let copy = Buffer.from(bytes);
    for (let changes = 1 + below(4); changes > 0; changes -= 1) {
      const at = below(copy.length);
      const kind = below(5);
      if (kind === 0) copy[at]! ^= 1 << below(8);
      else if (kind === 1) copy[at] = below(256);
      else if (kind === 2) copy = Buffer.concat([copy.subarray(0, at), Buffer.from([below(256)]), copy.subarray(at)]);
      else if (kind === 3) copy = Buffer.concat([copy.subarray(0, at), copy.subarray(at + 1 + below(8))]);
      else copy.fill(0xff, at, Math.min(at + 4, copy.length));
      if (copy.length === 0) copy = Buffer.from([below(256)]);
    }
    yield copy;
  }
}

/** Every proper prefix of the bytes. */
export function* prefixesOf(bytes: Buffer, from = 0): Generator<Buffer> {
  for (let length = from; length < bytes.length; length += 1) yield bytes.subarray(0, length);
}

/** The result of reading many inputs: number of refusals, the most CPU time of one, and other failures with their input. */
export interface Survey {
  inputs: number;
  refused: number;
  slowestCpuMs: number;
  readonly escaped: string[];
}

/** Reads each input; errors of the class `refusal` are expected. */
export function readAll(
  inputs: Iterable<Buffer>,
  read: (bytes: Buffer) => unknown,
  refusal: abstract new (...args: never[]) => Error,
): Survey {
  const result: Survey = { inputs: 0, refused: 0, slowestCpuMs: 0, escaped: [] };
  for (const bytes of inputs) {
    const before = process.cpuUsage();
    try {
      read(bytes);
    } catch (error) {
      if (error instanceof refusal) result.refused += 1;
      else result.escaped.push(`${error instanceof Error ? error.stack : "no error"} from ${bytes.toString("hex")}`);
    }
    result.inputs += 1;
    const { user, system } = process.cpuUsage(before);
    result.slowestCpuMs = Math.max(result.slowestCpuMs, (user + system) / 1000);
  }
  return result;
}
