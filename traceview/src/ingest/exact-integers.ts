const QUOTE = 34;
const BACKSLASH = 92;
const NUMBER = /-?\d[\d.eE+-]*/y;
/**
 * Quick test: texts without such a number need no scan. Current times in microseconds have 16 digits and start with 1.
 */
const MAY_BE_LARGE = /(?:^|[\s:,[])-?(?:\d{17}|9\d{15})/;

/**
 * Quotes integers beyond 2^53, which JSON.parse would round; readers accept integers as numbers and as strings. The
 * text need not be valid JSON.
 */
export function exactIntegers(json: string): string {
  if (!MAY_BE_LARGE.test(json)) return json;
  let written = "";
  let from = 0;
  for (let at = 0; at < json.length;) {
    const code = json.charCodeAt(at);
    if (code === QUOTE) at = endOfString(json, at);
    else if (code === 45 || (code >= 48 && code <= 57)) {
      const number = numberAt(json, at);
      if (isRounded(number)) {
        written += `${json.slice(from, at)}"${number}"`;
        from = at + number.length;
      }
      at += Math.max(1, number.length);
    } else at += 1;
  }
  return written + json.slice(from);
}

/** The index after the string that starts at `start`. */
function endOfString(json: string, start: number): number {
  for (let at = start + 1; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === BACKSLASH) at += 1;
    else if (code === QUOTE) return at + 1;
  }
  return json.length;
}

function numberAt(json: string, at: number): string {
  NUMBER.lastIndex = at;
  return NUMBER.exec(json)?.[0] ?? "";
}

function isRounded(number: string): boolean {
  return number.length >= 16 && /^-?\d+$/.test(number) && !Number.isSafeInteger(Number(number));
}
