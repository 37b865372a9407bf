import type { QueryTerm } from "../../src/viewer-api/answers.ts";
import { quotedValue } from "../url.ts";

/** What stands at the cursor of a query: the beginning of a key or, after a comparator, of a value. */
export interface Unfinished {
  /** undefined: a key is being written. */
  readonly key: string | undefined;
  readonly text: string;
  /** Where the key or value begins. */
  readonly from: number;
}

const AT_VALUE = /(?:^|[\s(-])([^\s()"=!~<>-][^\s()"=!~<>]*)(?:!=|!~|>=|<=|[=~<>])("[^"]*|[^\s()"]*)$/;
const AT_KEY = /(?:^|[\s(])-?([^\s()"=!~<>-][^\s()"=!~<>]*|)$/;
/** Conditions by themselves. */
const FLAGS = new Set(["error", "pinned", "mine"]);

/** The key or value before the cursor; undefined within quotes and after a complete value. */
export function unfinishedAt(q: string, cursor: number): Unfinished | undefined {
  const before = q.slice(0, cursor);
  const [value, key = "", written = ""] = AT_VALUE.exec(before) ?? [];
  if (value !== undefined) return { key, text: written.replace(/^"/, ""), from: cursor - written.length };
  if ((before.match(/"/g) ?? []).length % 2 === 1) return undefined;
  const [found, text = ""] = AT_KEY.exec(before) ?? [];
  return found === undefined ? undefined : { key: undefined, text, from: cursor - text.length };
}

/** The query with the completion in place of what was unfinished, and where the cursor stands then. */
export function completed(
  q: string,
  cursor: number,
  { key: unfinished, from }: Unfinished,
  { key, value }: QueryTerm,
): { readonly q: string; readonly cursor: number } {
  const isKey = unfinished === undefined;
  const comparator = key.endsWith("duration") ? ">" : "=";
  const written = value === "" ? (FLAGS.has(key) ? `${key} ` : `${key}${comparator}`) : `${quotedValue(value)} `;
  const text = isKey && value !== "" ? `${key}=${written}` : written;
  const rest = q.slice(cursor).replace(/^ /, text.endsWith(" ") ? "" : " ");
  return { q: q.slice(0, from) + text + rest, cursor: from + text.length };
}

/** A completion as it is read in the list. */
export function completionLabel({ key, value }: QueryTerm, unfinished: Unfinished): string {
  if (value === "") return FLAGS.has(key) ? key : `${key} …`;
  return unfinished.key === undefined ? `${key}=${value}` : value;
}
