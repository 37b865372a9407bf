import { createHash } from "node:crypto";

const ROUNDS = 2000;
const RUNS = 5;

/**
 * CPU milliseconds of a fixed job that resembles what a page does (JSON, text, short-lived objects, a hash), the best of five.
 * Figures of two machines, or of one machine on a good and on a bad day, can be laid side by side as multiples of it.
 */
export function calibrate(): number {
  const times = Array.from({ length: RUNS }, () => {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  });
  return Math.min(...times);
}

function work(): string {
  const hash = createHash("sha256");
  for (let round = 0; round < ROUNDS; round += 1) {
    const rows = Array.from({ length: 40 }, (_, i) => ({ id: `${round}-${i}`, price: { units: i * 7, nanos: round } }));
    const text = JSON.stringify(rows);
    const back = JSON.parse(text) as typeof rows;
    hash.update(back.map(({ id }) => id).join());
  }
  return hash.digest("hex");
}
