/** Milliseconds of the units of durations, in the order in which they may follow each other. */
const UNITS_MS = [
  ["y", 365 * 86_400_000],
  ["w", 7 * 86_400_000],
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
] as const;

/** Source of a pattern for durations such as 1h30m and 500ms; matches the empty text as well. */
export const DURATION = UNITS_MS.map(([unit]) => String.raw`(?:(\d+)${unit}${unit === "m" ? "(?!s)" : ""})?`).join("");
const WHOLE_DURATION = new RegExp(`^${DURATION}$`);

/** Milliseconds of a duration such as 1h30m or 500ms; undefined when it is none. */
export function parseDurationMs(text: string): number | undefined {
  const amounts = text === "" ? null : WHOLE_DURATION.exec(text);
  if (!amounts) return undefined;
  return UNITS_MS.reduce((sum, [, ms], i) => sum + Number(amounts[i + 1] ?? 0) * ms, 0);
}

const FLOAT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const NOT_FINITE = /^([+-]?)(?:(nan)|inf(?:inity)?)$/i;

/** A number as Go writes and reads it, with NaN, +Inf and -Inf; undefined when it is none. */
export function parseFloatText(text: string): number | undefined {
  if (FLOAT.test(text)) return Number(text);
  const [matched, sign, nan] = NOT_FINITE.exec(text) ?? [];
  if (matched === undefined) return undefined;
  if (nan !== undefined) return Number.NaN;
  return sign === "-" ? -Infinity : Infinity;
}

/** A number of a query: also hexadecimal, and octal with a leading zero, as Go reads it. */
export function parseQueryNumber(text: string): number | undefined {
  if (/^0[0-7]+$/.test(text)) return Number.parseInt(text, 8);
  if (/^0x[0-9a-f]+$/i.test(text)) return Number(text);
  return parseFloatText(text);
}

const ESCAPES: Readonly<Record<string, string>> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  "'": "'",
  '"': '"',
};
const ESCAPE = /\\(?:x([0-9a-f]{2})|([0-7]{3})|u([0-9a-f]{4})|U([0-9a-f]{8})|(.?))/gis;

/** The text of a quoted literal, with Go's escapes; undefined when there is an unknown one. */
export function unquote(literal: string): string | undefined {
  const body = literal.slice(1, -1);
  if (literal.startsWith("`")) return body;
  let isValid = true;
  const text = body.replace(ESCAPE, (_, hex?: string, octal?: string, short?: string, long?: string, one?: string) => {
    const digits = hex ?? short ?? long;
    const code = digits === undefined ? Number.parseInt(octal ?? "", 8) : Number.parseInt(digits, 16);
    const known = Number.isNaN(code) ? ESCAPES[one ?? ""] : code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
    isValid &&= known !== undefined;
    return known ?? "";
  });
  return isValid ? text : undefined;
}
