import type { Process, Span, Tag } from "@hipstershop/traces";

/** A follower asks for hours; what it remembers is bounded. */
const REMEMBERED_MAX = 4096;

/**
 * The text anywhere in names and values, in any case. Made to look through 100,000 spans while a person types: spans repeat each
 * other, so the last tag and the last key found quiet at each place are known by their identity and not looked into again.
 */
export function textTest(pattern: string, text: string): (span: Span) => boolean {
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
  const some = (tags: readonly Tag[]): boolean => {
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
    const known = processes.get(process) ?? (expression.test(process.service) || some(process.tags));
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
    if (hasProcess(span.process) || hasOperation(span.operation) || some(span.tags)) return true;
    for (const log of span.logs) if (some(log.fields)) return true;
    return false;
  };
}
