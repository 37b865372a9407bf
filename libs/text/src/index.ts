/**
 * Characters that do something instead of being seen: C0, DEL and C1 (line breaks, escape sequences), marks and overrides of the
 * direction of writing, line and paragraph separators, invisible characters, tags, and halves of surrogate pairs. The joiners
 * U+200C and U+200D stay: words and emoji are made with them.
 */
const ACTING = new RegExp(
  String.raw`[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e007f}]|\p{Surrogate}`,
  "gu",
);
const SHORT: Readonly<Record<string, string>> = { "\n": String.raw`\n`, "\r": String.raw`\r`, "\t": String.raw`\t` };

/** The text in one line of a terminal: what would act on it is written as JavaScript escapes it. */
export function oneLine(text: string): string {
  return text.replace(ACTING, escaped);
}

/** The same, except that line breaks stay and tabs are spaces: for texts that are laid out in lines. */
export function harmless(text: string): string {
  return text.replace(ACTING, (character) =>
    character === "\n" ? "\n" : character === "\t" ? "  " : escaped(character),
  );
}

/** What commander says of wrong arguments, in one line: it quotes them, and may add which one was meant on a line of its own. */
export function complaint(text: string): string {
  return `${oneLine(text.trimEnd().replace("\n(Did you mean ", " (Did you mean "))}\n`;
}

/** JSON whose strings hold nothing that acts on a terminal: it says the same, with escapes. `json` is what JSON.stringify wrote. */
export function harmlessJson(json: string): string {
  return json.replace(ACTING, (character) =>
    character === "\n" ? "\n" : [...Array(character.length).keys()].map((i) => unit(character.charCodeAt(i))).join(""),
  );
}

function unit(code: number): string {
  return String.raw`\u${code.toString(16).padStart(4, "0")}`;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code > 0xffff) return String.raw`\u{${hex}}`;
  return (
    SHORT[character] ?? (code < 0x100 ? String.raw`\x${hex.padStart(2, "0")}` : String.raw`\u${hex.padStart(4, "0")}`)
  );
}
