import type { Figures } from "./measure.ts";

/** Above the rows of pages. */
export const HEADINGS = `\n${"".padEnd(36)}CPU ms/page   pages/s    p50 ms    p99 ms`;

/** A row of pages. */
export function row(name: string, { cpuMsPerPage, pagesPerSecond, p50Ms, p99Ms }: Figures): string {
  const columns = [cpuMsPerPage.toFixed(2), pagesPerSecond.toFixed(0), p50Ms.toFixed(1), p99Ms.toFixed(1)];
  return name.padEnd(36) + columns.map((text, i) => text.padStart(i === 0 ? 11 : 10)).join("");
}

/** Single figures by name. */
export function printFigures(figures: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(figures)) print(`${name.padEnd(48)}${value.toFixed(2).padStart(10)}`);
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
