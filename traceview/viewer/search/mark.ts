import type { QueryTerm, TraceSummary } from "../../src/viewer-api/answers.ts";
import { naturalBreakUs } from "./natural-break.ts";
import { type Filters, quotedValue, searchAddress } from "../url.ts";

/** An area of the chart; an empty text is no limit. Durations are texts such as "20ms", starts in microseconds. */
export interface Mark {
  readonly slower: string;
  readonly faster: string;
  readonly from: string;
  readonly to: string;
}

const PARTS = ["slower", "faster", "from", "to"] as const;

/** The mark of an address; undefined for an address without one. */
export function markOf(params: URLSearchParams): Mark | undefined {
  const part = (name: (typeof PARTS)[number]) => params.get(name) ?? "";
  const mark = { slower: part("slower"), faster: part("faster"), from: part("from"), to: part("to") };
  return PARTS.some((name) => mark[name] !== "") ? mark : undefined;
}

function markParams(mark: Mark): URLSearchParams {
  return new URLSearchParams(PARTS.map((name) => [name, mark[name].trim()]).filter(([, value]) => value !== ""));
}

/** The address of a search with a mark. */
export function markAddress(filters: Filters, mark: Mark | undefined): string {
  const address = searchAddress(filters);
  const params = mark ? markParams(mark).toString() : "";
  return params === "" ? address : `${address}${address.includes("?") ? "&" : "?"}${params}`;
}

/** The parameters of a search and its mark, for the API. */
export function markQuery(search: string, mark: Mark): string {
  return `${search}&${markParams(mark).toString()}`;
}

/** Marks the slow traces: those above the natural break of the durations; undefined where there is none. */
export function slowestMark(traces: readonly TraceSummary[]): Mark | undefined {
  const limitUs = naturalBreakUs(traces.map(({ duration }) => duration));
  return limitUs === undefined ? undefined : { slower: limitText(limitUs), faster: "", from: "", to: "" };
}

/** A duration for a field, rounded to three digits: "23.4ms". */
export function limitText(us: number): string {
  if (us < 1000) return `${Math.round(us)}us`;
  return us < 1_000_000 ? `${Number((us / 1000).toPrecision(3))}ms` : `${Number((us / 1_000_000).toPrecision(3))}s`;
}

/** The terms as a query. */
export function termsQuery(terms: readonly QueryTerm[]): string {
  return terms.map(({ key, value }) => `${key}=${quotedValue(value)}`).join(" ");
}
