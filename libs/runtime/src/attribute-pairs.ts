/** What a list of attributes says, and the parts of it that say nothing. */
export interface AttributePairs {
  readonly pairs: Readonly<Record<string, string>>;
  readonly unfit: readonly string[];
}

/**
 * `key=value` pairs separated by commas, as OTEL_RESOURCE_ATTRIBUTES has them: both sides may be percent-encoded, a value may be
 * empty, of a key given twice the last counts. One that can't be read costs only itself.
 */
export function parsePairs(text: string): AttributePairs {
  const pairs: [string, string][] = [];
  const unfit: string[] = [];
  for (const part of text.split(",").filter((one) => one.trim() !== "")) {
    const pair = parsePair(part);
    if (pair) pairs.push(pair);
    else unfit.push(part.trim());
  }
  return { pairs: Object.fromEntries(pairs), unfit };
}

function parsePair(part: string): [string, string] | undefined {
  const [, key = "", value = ""] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/s.exec(part) ?? [];
  try {
    return key === "" ? undefined : [decodeURIComponent(key), decodeURIComponent(value)];
  } catch {
    return undefined;
  }
}
