import { stripVTControlCharacters } from "node:util";

/** The columns of the terminal on standard output; undefined for pipes and files, whose lines are as long as they need to be. */
export function terminalColumns(): number | undefined {
  return process.stdout.isTTY ? process.stdout.columns || undefined : undefined;
}

/** The text in a width: padded when it is shorter, cut with "…" when it is longer. */
export function fitText(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, Math.max(0, width - 1))}…` : text.padEnd(width);
}

/**
 * The text in lines that are at most this wide, broken between words; all but the first are indented. A longer word has a line
 * of its own and stays whole.
 */
export function wrapText(text: string, width: number, indent = ""): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const line = lines.at(-1);
    if (line !== undefined && shownLength(line) + 1 + shownLength(word) <= width)
      lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(line === undefined ? word : indent + word);
  }
  return lines;
}

/** Wraps the lines that are wider than the terminal; what follows is indented as the line is, or by `hanging` columns. */
export function wrapLines(text: string, width: number | undefined, hanging?: number): string {
  if (width === undefined) return text;
  const wrap = (line: string): readonly string[] => {
    if (shownLength(line) <= width) return [line];
    return wrapText(line, width, " ".repeat(hanging ?? shownLength(line) - shownLength(line.trimStart())));
  };
  return text.split("\n").flatMap(wrap).join("\n");
}

/** Without colours. */
function shownLength(text: string): number {
  return stripVTControlCharacters(text).length;
}

/** A cell; one of several lines continues below. */
export type Cell = string | readonly string[];

/** What a table may lose where the terminal is narrow. */
export interface TableFit {
  /** Undefined: as wide as its cells. */
  readonly width: number | undefined;
  /** Titles of columns that may be left out, the least important first. */
  readonly expendable: readonly string[];
}

const GAP = "  ";

/** A column: its title, then its cells, each as lines. */
type Column = readonly (readonly string[])[];

/**
 * A table as knctl's: two spaces between columns. In a narrow terminal it loses the expendable columns; when that is not
 * enough, each row becomes a block of lines, "title  cell".
 */
export function plainTable(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  { width, expendable }: TableFit,
): string {
  const columns = head.map((title, i): Column => [[title], ...rows.map((row) => linesOf(row[i] ?? ""))]);
  const fits = (some: readonly Column[]) => width === undefined || widthOf(some) <= width;
  let kept = columns;
  for (const title of expendable) {
    if (fits(kept)) break;
    kept = kept.filter((column) => titleOf(column) !== title);
  }
  return fits(kept) ? sideBySide(kept) : blocks(columns);
}

function linesOf(cell: Cell): readonly string[] {
  return typeof cell === "string" ? [cell] : cell;
}

function titleOf(column: Column): string {
  return column[0]?.[0] ?? "";
}

function cellWidth(column: Column): number {
  return Math.max(...column.flat().map(({ length }) => length));
}

function widthOf(columns: readonly Column[]): number {
  return columns.reduce((sum, column) => sum + cellWidth(column), GAP.length * (columns.length - 1));
}

function sideBySide(columns: readonly Column[]): string {
  const widths = columns.map(cellWidth);
  const lines = (columns[0] ?? []).flatMap((_, row) => {
    const cells = columns.map((column) => column[row] ?? []);
    return Array.from({ length: Math.max(...cells.map(({ length }) => length)) }, (__, at) =>
      cells
        .map((cell, i) => (cell[at] ?? "").padEnd(widths[i] ?? 0))
        .join(GAP)
        .trimEnd(),
    );
  });
  return lines.join("\n");
}

function blocks(columns: readonly Column[]): string {
  const titleWidth = Math.max(...columns.map((column) => titleOf(column).length));
  const rows = (columns[0] ?? [])
    .slice(1)
    .map((_, row) =>
      columns.flatMap((column) =>
        (column[row + 1] ?? []).map((line, i) => `${(i === 0 ? titleOf(column) : "").padEnd(titleWidth)}${GAP}${line}`),
      ),
    );
  return rows.map((lines) => lines.join("\n")).join("\n\n");
}
