import type { JsonValue } from "@openfeature/core";

/** JSON as a value; throws an Error with a sentence for what is none. */
export function parseJson(text: string): JsonValue {
  try {
    return JSON.parse(text) as JsonValue;
  } catch (cause) {
    throw new Error(`it is no JSON: ${(cause as Error).message}`, { cause });
  }
}
