import type { Process, Span, Tag } from "@hipstershop/traces";
import type { TagPool } from "./tag-pool.ts";

/** The format's name, in the first line of a file. */
export const FORMAT = "hipstershop-traceview/1";

type Line =
  | { readonly type: "span"; readonly span: Span }
  | { readonly type: "pins"; readonly pins: readonly Pin[] }
  | { readonly type: "other" };

/** A pinned trace, and the persons that pinned it. */
export interface Pin {
  readonly traceId: string;
  readonly people: readonly string[];
}

/** The pins as one line of JSON; those of nobody in particular by their ids alone. */
export function pinsLine(pins: readonly Pin[]): string {
  const people = pins.map((pin) => pin.people);
  const isPersonal = people.flat().some((person) => person !== "");
  return `${JSON.stringify({ pins: pins.map(({ traceId }) => traceId), ...(isPersonal && { people }) })}\n`;
}

function pinsOf(ids: readonly unknown[], people: unknown): Pin[] {
  const lists: readonly unknown[] = Array.isArray(people) ? people : [];
  return ids.map((id, index) => {
    const list = lists[index];
    return { traceId: String(id), people: Array.isArray(list) && list.length > 0 ? list.map(String) : [""] };
  });
}

/** A span as one line of JSON, which refers to its process by number. */
export function spanLine(span: Span, process: number): string {
  // JSON.stringify with a replacer takes several times as long.
  const replacer = hasNonFinite(span) ? nonFiniteAsText : undefined;
  return `${JSON.stringify({ ...span, process }, replacer)}\n`;
}

function hasNonFinite({ tags, logs, links }: Span): boolean {
  return (
    tags.some(isNonFinite) ||
    logs.some(({ fields }) => fields.some(isNonFinite)) ||
    links.some((link) => link.tags.some(isNonFinite))
  );
}

function isNonFinite({ type, value }: Tag): boolean {
  return type === "float64" && !Number.isFinite(value);
}

/**
 * Parses a line; undefined when it is not valid. A line that defines a process adds it to `processes`. Without a pool
 * only pins are read.
 */
export function readLine(text: string, processes: Map<number, Process>, pool?: TagPool): Line | undefined {
  const line = parseObject(text);
  if (!line) return undefined;
  if (line["format"] === FORMAT) return { type: "other" };
  if (Array.isArray(line["pins"])) return { type: "pins", pins: pinsOf(line["pins"], line["people"]) };
  if (!pool) return undefined;
  if (typeof line["service"] === "string" && isTags(line["tags"])) {
    const { process, service, tags } = line as { process: number; service: string; tags: Tag[] };
    processes.set(process, pool.process(service, tags.map(pooledTag(pool))));
    return { type: "other" };
  }
  const process = processes.get(line["process"] as number);
  return process && isSpan(line) ? { type: "span", span: withPooledTags(line, process, pool) } : undefined;
}

/** Checks every field that is read: a line that was damaged or edited must not fail the start. */
function isSpan(line: Record<string, unknown>): line is Record<string, unknown> & Span {
  const { traceId, spanId, parentSpanId, startUs, durationUs, operation } = line;
  return (
    [traceId, spanId, parentSpanId, operation].every((text) => typeof text === "string") &&
    isTime(startUs) &&
    isTime(durationUs) &&
    isTime(startUs + durationUs) &&
    isTags(line["tags"]) &&
    isListOf(line["logs"], (log) => isTags(log["fields"])) &&
    isListOf(line["links"], (link) => isTags(link["tags"]))
  );
}

/** Microseconds as the store has them: a time of any other size would stretch every chart. */
function isTime(value: unknown): value is number {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isTags(value: unknown): boolean {
  return isListOf(value, ({ key }) => typeof key === "string");
}

function isListOf(value: unknown, is: (element: Record<string, unknown>) => boolean): boolean {
  return (
    Array.isArray(value) &&
    value.every((element) => typeof element === "object" && element !== null && is(element as Record<string, unknown>))
  );
}

function withPooledTags(span: Span, process: Process, pool: TagPool): Span {
  return {
    ...span,
    operation: pool.text(span.operation),
    tags: span.tags.map(pooledTag(pool)),
    logs: span.logs.map((log) => ({ ...log, fields: log.fields.map(pooledTag(pool)) })),
    process,
  };
}

function pooledTag(pool: TagPool): (tag: Tag) => Tag {
  return ({ key, type, value }) => pool.tag(key, type, type === "float64" ? Number(value) : value);
}

/** JSON has no NaN and no infinity. */
function nonFiniteAsText(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const line: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
    return typeof line === "object" && line !== null ? (line as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
