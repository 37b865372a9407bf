/**
 * Control and invisible characters: C0, DEL and C1 (line breaks, escape sequences), bidirectional marks and overrides, line and
 * paragraph separators, zero-width characters, tags, and unpaired surrogates. The joiners U+200C and U+200D are not among them:
 * words and emoji need them.
 */
const CONTROL = new RegExp(
  String.raw`[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{1d173}-\u{1d17a}\u{e0000}-\u{e007f}]|\p{Surrogate}`,
  "gu",
);
const SHORT: Readonly<Record<string, string>> = { "\n": String.raw`\n`, "\r": String.raw`\r`, "\t": String.raw`\t` };

/** The text as one line for a terminal: control and invisible characters are written as JavaScript escapes. */
export function oneLine(text: string): string {
  return text.replace(CONTROL, escapeCharacter);
}

/** The same for texts of several lines: line breaks stay, and tabs become spaces. */
export function harmless(text: string): string {
  return text.replace(CONTROL, (character) =>
    character === "\n" ? "\n" : character === "\t" ? "  " : escapeCharacter(character),
  );
}

/** Commander's error message in one line: it quotes arguments, and may suggest an option on a second line. */
export function usageErrorLine(text: string): string {
  return `${oneLine(text.trimEnd().replace("\n(Did you mean ", " (Did you mean "))}\n`;
}

/** Equivalent JSON without control and invisible characters in its strings. `json` is the output of JSON.stringify. */
export function harmlessJson(json: string): string {
  return json.replace(CONTROL, (character) =>
    character === "\n"
      ? "\n"
      : [...Array(character.length).keys()].map((i) => escapeUnit(character.charCodeAt(i))).join(""),
  );
}

function escapeUnit(code: number): string {
  return String.raw`\u${code.toString(16).padStart(4, "0")}`;
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code > 0xffff) return String.raw`\u{${hex}}`;
  return (
    SHORT[character] ?? (code < 0x100 ? String.raw`\x${hex.padStart(2, "0")}` : String.raw`\u${hex.padStart(4, "0")}`)
  );
}
