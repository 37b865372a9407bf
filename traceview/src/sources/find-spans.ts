import type { SpanSource } from "../viewer-api/answers.ts";

/** Maximum lines between the comment that names an rpc and its handler or call. */
const LINES_BELOW = 24;
/** Maximum lines around a call of inSpan in which its kind is given. */
const LINES_AROUND = 6;

/** A file of a service's sources; `path` is relative to the repository. */
export interface SourceFile {
  readonly service: string;
  readonly path: string;
  readonly text: string;
}

interface Found extends Pick<SpanSource, "operation" | "kind"> {
  /** Index of the line. */
  readonly at: number;
}

/**
 * The spans that a file makes. It is searched as text, by rules that hold in all services: an rpc's full name stands in
 * the comment above its handler and its calls (tests/rpc-names.test.ts), pages are routes of Fastify with PAGE, and all
 * other spans are opened by inSpan.
 */
export function spansIn({ service, path, text }: SourceFile): SpanSource[] {
  const lines = text.split("\n");
  const spans = new Map<string, SpanSource>();
  for (const { operation, kind, at } of [...rpcsIn(text, lines), ...routesIn(text), ...namedSpansIn(text, lines)]) {
    const source = { service, operation, kind, file: path, line: at + 1, function: functionAt(lines, at) };
    spans.set(`${operation} ${kind} ${at}`, source);
  }
  return [...spans.values()];
}

/** Handlers and calls of rpcs. A method that only has the name of an rpc is no handler: their type is Handlers. */
function rpcsIn(text: string, lines: readonly string[]): Found[] {
  const hasHandlers = /\bHandlers</.test(text);
  return lines.flatMap((line, at) => {
    if (!/^\s*(?:\/\*\*|\/\/|\*)/.test(line)) return [];
    return [...line.matchAll(/(?:[a-z]\w*\.)+[A-Z]\w*\/([A-Z])(\w*)/g)].flatMap(
      ([operation, first = "", rest = ""]): Found[] => {
        const name = first.toLowerCase() + rest;
        const [handler, call] = [new RegExp(`^\\s*(?:async )?\\*?${name}\\s*[(:]`), new RegExp(`\\.${name}\\(`)];
        for (let below = at + 1; below <= at + LINES_BELOW && below < lines.length; below += 1) {
          if (call.test(lines[below]!)) return [{ operation, kind: "client", at: below }];
          if (hasHandlers && handler.test(lines[below]!)) return [{ operation, kind: "server", at: below }];
        }
        return [];
      },
    );
  });
}

/** Pages, by method and route template. */
function routesIn(text: string): Found[] {
  const routes = text.matchAll(/\.(get|post|put|delete)(?:<[^()]*>)?\(\s*"(\/[^"]*)",\s*PAGE\b/g);
  return [...routes].map(({ index, 1: method = "", 2: route = "" }) => ({
    operation: `${method.toUpperCase()} ${route.replace(/:(\w+)/g, "{$1}")}`,
    kind: "server",
    at: lineOf(text, index),
  }));
}

/** Spans of inSpan: with a name of their own, or with one that a method's callers give. */
function namedSpansIn(text: string, lines: readonly string[]): Found[] {
  return [...text.matchAll(/\binSpan\(\s*[\w.#]+,\s*(?:"([^"]+)"|(\w+))/g)].flatMap(
    ({ index, 1: name, 2: parameter }) => {
      const at = lineOf(text, index);
      const around = lines.slice(Math.max(0, at - LINES_AROUND), at + LINES_AROUND).join("\n");
      const kind = around.includes("SpanKind.CLIENT") ? "client" : "internal";
      if (name !== undefined) return [{ operation: name, kind, at }];
      return namesGivenTo(text, lines, at, parameter ?? "").map((given) => ({ ...given, kind }));
    },
  );
}

/** The texts that callers of the method around line `at` give for one of its parameters. */
function namesGivenTo(text: string, lines: readonly string[], at: number, parameter: string) {
  const method = functionAt(lines, at);
  const declared = new RegExp(`${method}(?:<[^(]*>)?\\(([^)]*\\b${parameter}:[^)]*)\\)`).exec(text)?.[1] ?? "";
  const position = declared.split(",").findIndex((each) => each.trim().startsWith(`${parameter}:`));
  if (method === "" || position < 0) return [];
  const calls = text.matchAll(new RegExp(`\\.${method}\\(((?:\\s*(?:"[^"]*"|[\\w.]+),)+)`, "g"));
  return [...calls].flatMap(({ index, 1: given = "" }) => {
    const operation = /^\s*"(.*)"$/.exec(given.split(",")[position] ?? "")?.[1];
    return operation === undefined ? [] : [{ operation, at: lineOf(text, index) }];
  });
}

function lineOf(text: string, index: number): number {
  return text.slice(0, index).split("\n").length - 1;
}

const DECLARATION =
  /^\s*(?:export )?(?:default )?(?:async )?(?:function\*? |const |let )?(#?\w+)(?:<[^(]*>)?(?:\(| = (?:async )?(?:\(|\w+ =>)|: (?:async )?\()/;
const STATEMENTS = new Set(["if", "for", "while", "switch", "catch", "return", "await", "super", "expect"]);

/** The function or method that a line is in, or that it declares; "" outside of any. */
function functionAt(lines: readonly string[], at: number): string {
  let indent = Number.POSITIVE_INFINITY;
  for (let i = at; i >= 0; i -= 1) {
    const line = lines[i]!;
    const own = line.search(/\S/);
    // A line such as "): Promise<void> {" ends parameters whose declaration has the same indentation.
    if (own < 0 || own >= indent || line[own] === ")") continue;
    indent = own;
    const name = DECLARATION.exec(line)?.[1];
    if (name !== undefined && !STATEMENTS.has(name) && opensBody(lines, i)) return name;
  }
  return "";
}

/** True when the parameters that begin on this line end in a body: "{" or "=>". */
function opensBody(lines: readonly string[], from: number): boolean {
  const text = lines.slice(from, from + 10).join("\n");
  let depth = 0;
  for (let i = text.indexOf("("); i >= 0 && i < text.length; i += 1) {
    if (text[i] === "(") depth += 1;
    else if (text[i] === ")") depth -= 1;
    if (depth === 0) return /^\)(?:: [^;{]*)?\s*(?:\{|=>)/.test(text.slice(i));
  }
  return false;
}
