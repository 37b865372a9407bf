/** The attributes of a list, and the parts that are invalid. */
export interface AttributePairs {
  readonly pairs: Readonly<Record<string, string>>;
  readonly unfit: readonly string[];
}

/**
 * Parses `key=value` pairs separated by commas, in the form of OTEL_RESOURCE_ATTRIBUTES: both sides may be
 * percent-encoded, a value may be empty, the last of equal keys counts. An invalid pair does not affect the others.
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
