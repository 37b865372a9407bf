import { expect, test } from "vitest";
import { readMutationReport } from "./mutation-report.ts";

const mutant = (
  status: string,
  line: number,
  column: number,
  end: readonly [line: number, column: number],
  replacement?: string,
) => ({
  status,
  mutatorName: "Kind",
  replacement,
  location: { start: { line, column }, end: { line: end[0], column: end[1] } },
});

test("killed and endless mutants are noticed, invalid ones count for nothing, the rest is told by place", () => {
  const files = {
    "src/b.ts": { source: "b()", mutants: [mutant("NoCoverage", 1, 1, [1, 4])] },
    "src/a.ts": {
      source: "if (a > 0) {\n  return b;\n}\n",
      mutants: [
        mutant("Survived", 1, 12, [3, 2], "{}"),
        mutant("Survived", 1, 5, [1, 10], "a >= 0"),
        mutant("Killed", 1, 5, [1, 10], "false"),
        mutant("Timeout", 1, 5, [1, 10], "true"),
        mutant("RuntimeError", 1, 5, [1, 10], "?"),
        mutant("Ignored", 1, 5, [1, 10], "?"),
      ],
    },
  };
  expect(readMutationReport({ files })).toEqual({
    killed: 2,
    survived: 2,
    notCovered: 1,
    score: 40,
    unnoticed: [
      "src/a.ts:1:5 survived Kind: a > 0 → a >= 0",
      "src/a.ts:1:12 survived Kind: { → {}",
      "src/b.ts:1:1 not covered Kind: b() → (nothing)",
    ],
  });
});

test("long code is told by its beginning, in one line", () => {
  const source = `${"x".repeat(101)}\n`;
  const mutants = [mutant("Survived", 1, 1, [1, 102], "y\n ".repeat(60))];
  const [line = ""] = readMutationReport({ files: { "a.ts": { source, mutants } } }).unnoticed;
  expect(line).toBe(`a.ts:1:1 survived Kind: ${"x".repeat(100)}… → ${"y ".repeat(50)}…`);
});

test("where nothing can be changed, nothing has survived", () => {
  expect(readMutationReport({ files: {} })).toMatchObject({ score: 100, unnoticed: [] });
});

test.each([
  [null, '"files" is missing'],
  [{ files: 7 }, '"files" is 7'],
  [{ files: { a: { source: "", mutants: {} } } }, '"mutants" is {}'],
  [{ files: { a: { source: "", mutants: [{}] } } }, '"location" is missing'],
  [
    { files: { a: { source: "", mutants: [{ location: {}, status: "Killed", mutatorName: "x" }] } } },
    '"line" is missing',
  ],
])("%j is no report", (report, problem) => {
  expect(() => readMutationReport(report)).toThrow(problem);
});
