import { QueryError } from "../query-error.ts";
import { DURATION } from "./literals.ts";

export interface Token {
  readonly kind: "name" | "number" | "duration" | "string" | "sign" | "end";
  readonly text: string;
  /** Where it starts in the query, from 0. */
  readonly at: number;
}

/** The kinds of tokens in the order in which they are tried. */
const PATTERNS = [
  ["space", /(?:\s|#[^\n]*)+/y],
  ["duration", new RegExp(String.raw`(?=\d+(?:ms|[ywdhms]))${DURATION}(?![\w.])`, "y")],
  ["number", /(?:0x[0-9a-f]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)(?![\w.])/iy],
  ["name", /:?[a-z_][\w:]*/iy],
  ["string", /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`/y],
  ["sign", /=~|!~|==|!=|<=|>=|[-+*/%^=<>(){}[\],:@]/y],
] as const;

/** Splits a query. A QueryError tells the line and column of what fits nowhere. */
export function tokensOf(query: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < query.length;) {
    const [kind, text] = matchAt(query, at);
    if (kind !== "space") tokens.push({ kind, text, at });
    at += text.length;
  }
  return [...tokens, { kind: "end", text: "", at: query.length }];
}

function matchAt(query: string, at: number): readonly [(typeof PATTERNS)[number][0], string] {
  for (const [kind, pattern] of PATTERNS) {
    pattern.lastIndex = at;
    const text = pattern.exec(query)?.[0];
    if (text !== undefined && text !== "") return [kind, text];
  }
  const character = String.fromCodePoint(query.codePointAt(at) ?? 0);
  if (`"'\``.includes(character)) throw parseError(query, at, "unterminated quoted string");
  if (/\d/.test(character)) {
    const word = /[\w.]+/.exec(query.slice(at))?.[0] ?? character;
    throw parseError(query, at, `bad number or duration syntax: ${JSON.stringify(word)}`);
  }
  throw parseError(query, at, `unexpected character: ${JSON.stringify(character)}`);
}

/** An error with the line and column, from 1. */
export function parseError(query: string, at: number, message: string): QueryError {
  const before = query.slice(0, at).split("\n");
  return new QueryError("bad_data", `${before.length}:${(before.at(-1)?.length ?? 0) + 1}: parse error: ${message}`);
}
