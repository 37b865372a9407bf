import type { Span } from "@hipstershop/traces";

const DATABASE_KEYS = new Set(["db.system.name", "db.system"]);

/** The db.system name of a database client span, such as "redis"; undefined for other spans. */
export function databaseOf(span: Span): string | undefined {
  if (span.kind !== "client") return undefined;
  for (const tag of span.tags) if (DATABASE_KEYS.has(tag.key)) return String(tag.value);
  return undefined;
}
