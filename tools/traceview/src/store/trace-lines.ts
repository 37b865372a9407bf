import type { TagPool } from "../ingest/tag-pool.ts";
import type { Process, Span, Tag } from "../model.ts";

/** The first line of the file names it. */
export const FORMAT = "hipstershop-traceview/1";

type Line =
  | { readonly type: "span"; readonly span: Span }
  | { readonly type: "pins"; readonly pins: readonly string[] };

/** A span as one line of JSON, its process by number. */
export function spanLine(span: Span, process: number): string {
  return `${JSON.stringify({ ...span, process }, finiteOrText)}\n`;
}

/**
 * The meaning of a line; undefined for one that tells of a process, which goes to `processes`, or that was cut short. Without a
 * pool only pins are read.
 */
export function readLine(text: string, processes: Map<number, Process>, pool?: TagPool): Line | undefined {
  const line = parse(text);
  if (!line) return undefined;
  if (Array.isArray(line["pins"])) return { type: "pins", pins: line["pins"] as string[] };
  if (!pool) return undefined;
  if (typeof line["service"] === "string") {
    const { process, service, tags } = line as { process: number; service: string; tags: Tag[] };
    processes.set(process, pool.process(service, tags.map(pooled(pool))));
    return undefined;
  }
  const process = processes.get(line["process"] as number);
  if (!process || !Array.isArray(line["tags"])) return undefined;
  return { type: "span", span: withPooled(line as unknown as Span, process, pool) };
}

function withPooled(span: Span, process: Process, pool: TagPool): Span {
  return {
    ...span,
    operation: pool.text(span.operation),
    tags: span.tags.map(pooled(pool)),
    logs: span.logs.map((log) => ({ ...log, fields: log.fields.map(pooled(pool)) })),
    process,
  };
}

function pooled(pool: TagPool): (tag: Tag) => Tag {
  return ({ key, type, value }) => pool.tag(key, type, type === "float64" ? Number(value) : value);
}

/** JSON has no NaN and no infinity. */
function finiteOrText(_key: string, value: unknown): unknown {
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return undefined;
  }
}
