import { parseDuration } from "./ui/format.ts";

/** The viewer's pages, with the same paths as in Jaeger's UI. */
export type Page =
  | { readonly name: "search" }
  | { readonly name: "trace"; readonly id: string }
  | { readonly name: "compare"; readonly a: string; readonly b: string }
  | { readonly name: "map" }
  | { readonly name: "red" }
  | { readonly name: "glossary" }
  | { readonly name: "nowhere" };

/** Such as "/jaeger" behind a proxy that does not rewrite the path; "" at the root. */
const BASE_PATH =
  typeof document === "undefined"
    ? ""
    : (document.querySelector<HTMLMetaElement>('meta[name="base-path"]')?.content ?? "");

/** The URL path of a page or API route: the base path and the path within the store. */
export function withBasePath(path: `/${string}`): string {
  return BASE_PATH + path;
}

/** The path without the base path; undefined for a path outside of the viewer. */
export function pathOf(address: string): string | undefined {
  return address.startsWith(`${BASE_PATH}/`) ? address.slice(BASE_PATH.length) : undefined;
}

export function pageOf(url: URL): Page {
  const path = (pathOf(url.pathname) ?? "").replace(/\/+$/, "");
  if (path === "" || path === "/search") return { name: "search" };
  if (path === "/dependencies") return { name: "map" };
  if (path === "/monitor") return { name: "red" };
  if (path === "/glossary") return { name: "glossary" };
  if (path === "/compare") {
    return { name: "compare", a: url.searchParams.get("a") ?? "", b: url.searchParams.get("b") ?? "" };
  }
  const id = /^\/trace\/([^/]+)$/.exec(path)?.[1];
  if (id === undefined) return { name: "nowhere" };
  const [a, b] = decodedPart(id).split("...");
  return b === undefined ? { name: "trace", id: a ?? "" } : { name: "compare", a: a ?? "", b };
}

function decodedPart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The search form's fields. */
export interface Filters {
  readonly q: string;
  readonly service: string;
  readonly operation: string;
  readonly minDuration: string;
  readonly maxDuration: string;
  readonly error: boolean;
  /** "15m", "1h", …; "" for all stored traces. */
  readonly lookback: string;
  readonly limit: number;
}

const LIMIT_DEFAULT = 100;
export const NO_FILTERS: Filters = {
  q: "",
  service: "",
  operation: "",
  minDuration: "",
  maxDuration: "",
  error: false,
  lookback: "",
  limit: LIMIT_DEFAULT,
};

/** Parses search URLs of this viewer, of Jaeger's UI and of other tools (`tags` as JSON, `tag=key:value`). */
export function filtersOf(params: URLSearchParams): Filters {
  const tags = { ...jsonTags(params.get("tags")), ...Object.fromEntries(params.getAll("tag").map(keyAndValue)) };
  const { error = "", ...others } = tags;
  const terms = Object.entries(others).map(([key, value]) => `${key}=${quotedValue(value)}`);
  const limit = Number(params.get("limit"));
  return {
    q: [params.get("q") ?? "", ...terms].filter(Boolean).join(" "),
    service: params.get("service") ?? "",
    operation: params.get("operation") === "all" ? "" : (params.get("operation") ?? ""),
    minDuration: params.get("minDuration") ?? "",
    maxDuration: params.get("maxDuration") ?? "",
    error: params.get("error") === "true" || error === "true",
    lookback: params.get("lookback") === "custom" ? "" : (params.get("lookback") ?? ""),
    limit: Number.isInteger(limit) && limit > 0 ? Math.min(limit, 1000) : LIMIT_DEFAULT,
  };
}

/** The URL of a search, without default values. */
export function searchAddress(filters: Filters): string {
  const text = paramsOf(filters).toString();
  return withBasePath(text === "" ? "/search" : `/search?${text}`);
}

function paramsOf(filters: Filters): URLSearchParams {
  const params = new URLSearchParams();
  for (const key of ["q", "service", "operation", "minDuration", "maxDuration", "lookback"] as const) {
    if (filters[key].trim() !== "") params.set(key, filters[key].trim());
  }
  if (filters.error) params.set("error", "true");
  if (filters.limit !== LIMIT_DEFAULT) params.set("limit", String(filters.limit));
  return params;
}

/** The parameters for the API, which has a time range instead of a lookback. */
export function apiQuery(filters: Filters, nowMs: number): string {
  const params = paramsOf(filters);
  params.delete("lookback");
  params.set("limit", String(filters.limit));
  const lookbackMs = lookbackMsOf(filters.lookback);
  if (lookbackMs !== undefined) params.set("start", String(Math.round((nowMs - lookbackMs) * 1000)));
  return params.toString();
}

function lookbackMsOf(lookback: string): number | undefined {
  const us = parseDuration(lookback);
  return us === undefined ? undefined : us / 1000;
}

/** The filters of a search, without the time, as one query. */
export function filtersQuery({ q, service, operation, minDuration, maxDuration, error }: Filters): string {
  const parts = [
    q.trim() && (isOneTerm(q) ? q.trim() : `(${q.trim()})`),
    service && `service=${quotedValue(service)}`,
    operation && `operation=${quotedValue(operation)}`,
    minDuration.trim() && `duration>=${minDuration.replaceAll(/\s/g, "")}`,
    maxDuration.trim() && `duration<=${maxDuration.replaceAll(/\s/g, "")}`,
    error && "error",
  ];
  return parts.filter(Boolean).join(" ");
}

/**
 * A query and further conditions that any span of the trace may meet, or none ("without"): conditions joined by AND are
 * of one span, unless they are negated.
 */
export function withTerm(q: string, conditions: string, how: "with" | "without" = "with"): string {
  const group = isOneTerm(conditions) ? conditions : `(${conditions})`;
  const before = q.trim();
  if (before === "") return how === "with" ? conditions : `-${group}`;
  const whole = /\bOR\b/.test(before) ? `(${before})` : before;
  return how === "with" ? `${whole} NOT NOT ${group}` : `${whole} -${group}`;
}

/** A single condition, which needs no parentheses. */
function isOneTerm(query: string): boolean {
  return /^\s*[^\s"()]+(?:"(?:[^"\\]|\\.)*")?\s*$/.test(query);
}

/** The URL that compares two traces or groups ("q:" and a query, or ids separated by commas). */
export function compareAddress(a: string, b: string): string {
  const isId = (text: string) => /^[\da-f]{1,32}$/i.test(text);
  return withBasePath(
    isId(a) && isId(b) ? `/trace/${a}...${b}` : `/compare?${new URLSearchParams({ a, b }).toString()}`,
  );
}

/** A value for the query language, quoted where necessary. */
export function quotedValue(value: string): string {
  return /^[\w./:@-]+$/.test(value) ? value : `"${value.replace(/["\\]/g, String.raw`\$&`)}"`;
}

function keyAndValue(text: string): [string, string] {
  const colon = text.indexOf(":");
  return colon < 1 ? [text, "true"] : [text.slice(0, colon), text.slice(colon + 1)];
}

function jsonTags(text: string | null): Record<string, string> {
  if (!text) return {};
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== "object" || read === null) return {};
    return Object.fromEntries(Object.entries(read).map(([key, value]) => [key, String(value)]));
  } catch {
    return {};
  }
}
