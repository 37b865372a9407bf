/** Whole numbers from 0 to below a limit, the same row for the same seed. */
export type Draw = (limit: number) => number;

/** A linear congruential generator: enough to make a mess that can be made again. */
export function drawFrom(seed: number): Draw {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return (state >>> 8) % limit;
  };
}

const PIECES = [
  Buffer.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]),
  Buffer.from([0xed, 0xa0, 0x80]),
  Buffer.from("😀".repeat(40)),
  Buffer.from("\0\r\n\u202e__proto__"),
  Buffer.from("-1"),
  Buffer.from("%zz%00"),
];

/** The bytes with one to three things wrong. */
export function spoil(bytes: Uint8Array, draw: Draw): Buffer {
  let spoilt: Buffer = Buffer.from(bytes);
  for (let left = 1 + draw(3); left > 0; left--) spoilt = spoilOnce(spoilt, draw);
  return spoilt;
}

function spoilOnce(bytes: Buffer, draw: Draw): Buffer {
  const at = draw(bytes.length + 1);
  const insert = (piece: Buffer) => Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]);
  switch (draw(4)) {
    case 0:
      return bytes.subarray(0, at);
    case 1:
      return insert(PIECES[draw(PIECES.length)] ?? Buffer.alloc(0));
    case 2:
      return insert(Buffer.from([draw(256), draw(256)]));
    default:
      return Buffer.from(bytes.map((byte, i) => (i === at ? byte ^ (1 << draw(8)) : byte)));
  }
}
