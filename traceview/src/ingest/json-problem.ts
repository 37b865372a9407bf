const BLANKS = /[\t\n\r ]*/y;
const ESCAPE = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SCALAR = /(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)(?![\w.+-])/y;

/** The token that the grammar expects next. */
type Expected = "value" | "value or ]" | "key" | "key or }" | ":" | ", or the end";

/**
 * The position of the first syntax error in a JSON text, and the text there; undefined when it is valid. JSON.parse
 * reports positions in several formats or not at all. Builds no values and does not recurse.
 */
export function jsonProblem(
  text: string,
): { readonly line: number; readonly column: number; readonly found: string } | undefined {
  const open: string[] = [];
  let expected: Expected = "value";
  let at = 0;
  for (;;) {
    at = matchEnd(BLANKS, text, at) ?? at;
    if (at >= text.length && expected === ", or the end" && open.length === 0) return undefined;
    const next: { expected: Expected; at: number } | undefined = nextState(text, at, expected, open);
    if (!next) return placeOf(text, at);
    ({ expected, at } = next);
  }
}

/**
 * The state after the token at `at`; undefined when the token is not expected. `open` are the closing brackets to come.
 */
function nextState(text: string, at: number, expected: Expected, open: string[]) {
  const character = text[at] ?? "";
  const to = (next: Expected, end = at + 1) => ({ expected: next, at: end });
  if (expected === ":") return character === ":" ? to("value") : undefined;
  if (character === "]" || character === "}") {
    const isEmpty = expected === (character === "]" ? "value or ]" : "key or }");
    if (!isEmpty && expected !== ", or the end") return undefined;
    return open.pop() === character ? to(", or the end") : undefined;
  }
  if (expected === ", or the end") {
    if (character !== "," || open.length === 0) return undefined;
    return to(open.at(-1) === "]" ? "value" : "key");
  }
  const string = character === '"' ? stringEnd(text, at) : undefined;
  if (expected === "key" || expected === "key or }") return string === undefined ? undefined : to(":", string);
  if (character === "[" || character === "{") {
    open.push(character === "[" ? "]" : "}");
    return to(character === "[" ? "value or ]" : "key or }");
  }
  const end = string ?? matchEnd(SCALAR, text, at);
  return end === undefined ? undefined : to(", or the end", end);
}

/**
 * The index after the string that starts at `start`. A loop: a long string would overflow a regular expression's stack.
 */
function stringEnd(text: string, start: number): number | undefined {
  let at = start + 1;
  while (at < text.length) {
    const character = text[at]!;
    if (character === '"') return at + 1;
    const next = character === "\\" ? matchEnd(ESCAPE, text, at) : character < " " ? undefined : at + 1;
    if (next === undefined) return undefined;
    at = next;
  }
  return undefined;
}

/** The index after a match that starts at `at`. */
function matchEnd(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

function placeOf(text: string, at: number) {
  const before = text.slice(0, at).split(/\r\n|[\n\r]/);
  const found = text.slice(at, at + 20).split(/[\n\r]/, 1)[0]!;
  return {
    line: before.length,
    column: before.at(-1)!.length + 1,
    found: at >= text.length ? "the end" : JSON.stringify(found.toWellFormed()),
  };
}
