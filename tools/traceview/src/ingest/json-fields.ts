import { malformed } from "./ingest-error.ts";

/** What a JSON object holds, nothing of it known yet. */
export type Fields = Readonly<Record<string, unknown>>;

export function parseJson(bytes: Buffer, format: string): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (cause) {
    throw malformed(`${format}: the body is not JSON`, cause);
  }
}

export function fields(value: unknown, what: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw malformed(`${what} is not an object`);
  return value as Fields;
}

export function list(value: unknown, what: string): Fields[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw malformed(`${what} is not a list`);
  return value.map((element: unknown) => fields(element, `an element of ${what}`));
}

export function text(value: unknown, what: string): string {
  if (value === undefined || value === null) return "";
  if (typeof value !== "string") throw malformed(`${what} is not a string`);
  return value;
}
