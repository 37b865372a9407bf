import { stripVTControlCharacters } from "node:util";

/** Columns of a text that is read; a narrower terminal gets narrower lines. */
const READABLE = 80;

/** The columns that texts are printed in. */
export function textWidth(): number {
  return Math.min(READABLE, process.stdout.columns || READABLE);
}

/**
 * The text in lines of at most this many columns, broken between words, all with `indent`, the first with `first`
 * instead. A word that is longer has a line of its own.
 */
export function wrap(text: string, width: number, indent = "", first = indent): readonly string[] {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(/\s+/).filter((one) => one !== "")) {
    if (!isEmpty && columnsOf(line) + 1 + columnsOf(word) > width) {
      lines.push(line);
      [line, isEmpty] = [indent, true];
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return isEmpty ? lines : [...lines, line];
}

function columnsOf(text: string): number {
  return Array.from(stripVTControlCharacters(text)).length;
}
