import { parseAst } from "vitest/node";

/** What the numbers of docs/house.md count in one file. */
export interface Measured {
  /** Lines of each function, without blank ones and comments. */
  readonly functions: readonly number[];
  /** Type assertions, `as const` and `as unknown` aside: where the compiler takes our word. */
  readonly assertions: number;
  /** `JSON.parse(…) as T` and `(await x.json()) as T`: JSON that is taken for a type without a look. */
  readonly jsonCasts: number;
}

interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

const FUNCTIONS = new Set(["FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"]);
const ASSERTIONS = new Set(["TSAsExpression", "TSTypeAssertion"]);

/** Measures a source text by its syntax tree; throws where it is no TypeScript. */
export function measure(file: string, source: string): Measured {
  const functions: number[] = [];
  let [assertions, jsonCasts] = [0, 0];
  const codeLines = codeLinesOf(source);
  const pending: unknown[] = [parseAst(source, { lang: file.endsWith(".tsx") ? "tsx" : "ts" })];
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (typeof node !== "object" || node === null) continue;
    pending.push(...Object.values(node));
    if (!isNode(node)) continue;
    if (FUNCTIONS.has(node.type)) functions.push(codeLines(node.start, node.end));
    if (!ASSERTIONS.has(node.type)) continue;
    const text = source.slice(node.start, node.end);
    if (/\bas (const|unknown)$|^<(const|unknown)>/.test(text)) continue;
    assertions += 1;
    if (/^\(*(await )?JSON\.parse\(|^\(*await [\w.]+\.json\(\)/.test(text)) jsonCasts += 1;
  }
  return { functions, assertions, jsonCasts };
}

function isNode(value: object): value is Node {
  return "type" in value && typeof value.type === "string" && "start" in value && "end" in value;
}

/** Counts the lines between two places that hold code. */
function codeLinesOf(source: string): (start: number, end: number) => number {
  const isCode = source.split("\n").map((line) => !/^\s*($|\/\/|\/?\*)/.test(line));
  const lineAt = (offset: number): number => source.slice(0, offset).split("\n").length - 1;
  return (start, end) => isCode.slice(lineAt(start), lineAt(end) + 1).filter(Boolean).length;
}

/** The value that this share of all is not above: 0.5 for the median. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
