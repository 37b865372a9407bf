import type { Process, Span, Tag } from "@hipstershop/traces";

/** Maximum cached results: a follow request uses its matcher for hours. */
const REMEMBERED_MAX = 4096;

/**
 * Case-insensitive full-text search in names and values of a span. Fast enough to scan 100,000 spans while a person
 * types: neighbouring spans share tags (TagPool), so for each position in the list the last tag and key that did not
 * match are remembered and skipped by identity.
 */
export function fullTextTest(pattern: string, text: string): (span: Span) => boolean {
  const expression = new RegExp(pattern, "i");
  const keys = new Map<string, boolean>();
  const processes = new Map<Process, boolean>();
  const quietTags: Tag[] = [];
  const quietKeys: string[] = [];
  let quietOperation: string | undefined;
  const mayBeNumber = /^[\d.e+-]+$/i.test(text);
  const mayBeBoolean = expression.test("true") || expression.test("false");

  const hasName = (name: string): boolean => {
    if (keys.size >= REMEMBERED_MAX) keys.clear();
    const known = keys.get(name) ?? expression.test(name);
    keys.set(name, known);
    return known;
  };
  const hasValue = (value: Tag["value"]): boolean => {
    if (typeof value === "string") return expression.test(value);
    return (typeof value === "number" ? mayBeNumber : mayBeBoolean) && expression.test(String(value));
  };
  const someTagMatches = (tags: readonly Tag[]): boolean => {
    for (let index = 0; index < tags.length; index += 1) {
      const tag = tags[index]!;
      if (tag === quietTags[index]) continue;
      if (hasValue(tag.value)) return true;
      if (tag.key !== quietKeys[index]) {
        if (hasName(tag.key)) return true;
        quietKeys[index] = tag.key;
      }
      quietTags[index] = tag;
    }
    return false;
  };
  const hasProcess = (process: Process): boolean => {
    if (processes.size >= REMEMBERED_MAX) processes.clear();
    const known = processes.get(process) ?? (expression.test(process.service) || someTagMatches(process.tags));
    processes.set(process, known);
    return known;
  };
  const hasOperation = (operation: string): boolean => {
    if (operation === quietOperation) return false;
    if (hasName(operation)) return true;
    quietOperation = operation;
    return false;
  };
  return (span) => {
    if (hasProcess(span.process) || hasOperation(span.operation) || someTagMatches(span.tags)) return true;
    for (const log of span.logs) if (someTagMatches(log.fields)) return true;
    return false;
  };
}
