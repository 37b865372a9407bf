import { field, isList, isNumber, isObject, isText, optionalText } from "./json-fields.ts";

/** As much of a mutant in Stryker's JSON report as is told. Lines and columns begin at 1. */
interface Mutant {
  readonly status: string;
  readonly mutatorName: string;
  readonly replacement: string;
  readonly start: Position;
  readonly end: Position;
}

interface Position {
  readonly line: number;
  readonly column: number;
}

export interface MutationResult {
  /** Mutants that a test noticed, by failing or by not coming to an end. */
  readonly killed: number;
  readonly survived: number;
  /** In code that no test runs. */
  readonly notCovered: number;
  /** Share of killed ones in percent; 100 when there was nothing to kill. */
  readonly score: number;
  /** One line for each that no test noticed: where, and what became of the code. */
  readonly unnoticed: readonly string[];
}

/** Reads Stryker's JSON report. Mutants that don't compile or were ignored count for nothing. */
export function readMutationReport(report: unknown): MutationResult {
  const count = { killed: 0, survived: 0, notCovered: 0 };
  const unnoticed: string[] = [];
  for (const [file, value] of Object.entries(field(report, "files", isObject)).toSorted(([a], [b]) =>
    a < b ? -1 : 1,
  )) {
    const lines = field(value, "source", isText).split("\n");
    const mutants = field(value, "mutants", isList).map(readMutant);
    for (const mutant of mutants.toSorted((a, b) => a.start.line - b.start.line || a.start.column - b.start.column)) {
      const outcome = OUTCOMES[mutant.status];
      if (!outcome) continue;
      count[outcome] += 1;
      if (outcome !== "killed") unnoticed.push(lineOf(file, lines, mutant));
    }
  }
  const all = count.killed + count.survived + count.notCovered;
  return { ...count, score: all === 0 ? 100 : (100 * count.killed) / all, unnoticed };
}

const OUTCOMES: Readonly<Record<string, "killed" | "survived" | "notCovered">> = {
  Killed: "killed",
  Timeout: "killed",
  Survived: "survived",
  NoCoverage: "notCovered",
};
const EXCERPT_MAX = 100;

/** "libs/money/src/money.ts:51:41 survived EqualityOperator: units > 0n → units >= 0n". */
function lineOf(
  file: string,
  lines: readonly string[],
  { status, mutatorName, replacement, start, end }: Mutant,
): string {
  const first = lines[start.line - 1] ?? "";
  const before =
    end.line === start.line ? first.slice(start.column - 1, end.column - 1) : first.slice(start.column - 1);
  const what = status === "Survived" ? "survived" : "not covered";
  return `${file}:${start.line}:${start.column} ${what} ${mutatorName}: ${excerpt(before)} → ${excerpt(replacement) || "(nothing)"}`;
}

function excerpt(code: string): string {
  const line = code.replace(/\s+/g, " ").trim();
  return line.length > EXCERPT_MAX ? `${line.slice(0, EXCERPT_MAX)}…` : line;
}

function readMutant(value: unknown): Mutant {
  const location = field(value, "location", isObject);
  return {
    status: field(value, "status", isText),
    mutatorName: field(value, "mutatorName", isText),
    replacement: optionalText(value, "replacement") ?? "",
    start: readPosition(location["start"]),
    end: readPosition(location["end"]),
  };
}

function readPosition(value: unknown): Position {
  return { line: field(value, "line", isNumber), column: field(value, "column", isNumber) };
}
