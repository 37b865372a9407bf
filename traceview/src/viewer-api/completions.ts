import type { Span, Tag } from "@hipstershop/traces";
import { databaseOf } from "../store/database.ts";
import type { Params } from "../query/params.ts";
import type { SpanStore } from "../store/span-store.ts";
import type { CompletionAnswer, QueryTerm } from "./answers.ts";

const ITEMS_MAX = 12;
/** The newest traces whose spans are looked at, and the most spans. */
const TRACES_MAX = 500;
const SPANS_MAX = 20_000;
/** A longer value is no help in a list. */
const VALUE_LENGTH_MAX = 120;

/** Keys of the language that are no attributes; a key without a value is a condition by itself. */
const KEYS = ["service", "operation", "kind", "caller", "database", "duration", "trace.duration"];
const FLAGS = ["error", "pinned", "mine"];

/**
 * How a query could go on, the most frequent first. Without `key`: keys, and services and operations, that contain
 * `text`; with one: its values that do.
 */
export function completionAnswer(store: SpanStore, params: Params): CompletionAnswer {
  const [key, text] = [params.text("key"), (params.text("text") ?? "").toLowerCase()];
  const fits = (value: string) => value.toLowerCase().includes(text);
  const items = key === undefined ? keyItems(store, fits, text) : valueItems(store, key, fits);
  return { items: items.slice(0, ITEMS_MAX) };
}

function keyItems(store: SpanStore, fits: (value: string) => boolean, text: string): QueryTerm[] {
  const keys = countTexts(newestSpans(store), (span) => tagsOf(span).map((tag) => tag.key));
  // Keys that begin with the text are meant more often than those that have it somewhere.
  const found = [...FLAGS, ...KEYS, ...keys].filter(fits);
  const sorted = [...found.filter((key) => key.toLowerCase().startsWith(text)), ...found];
  const items = [...new Set(sorted)].map((key) => ({ key, value: "" }));
  if (text === "") return items;
  const named = [...items.slice(0, ITEMS_MAX / 2), ...valueItems(store, "service", fits)];
  return [...named, ...valueItems(store, "operation", fits), ...items.slice(ITEMS_MAX / 2)];
}

function valueItems(store: SpanStore, key: string, fits: (value: string) => boolean): QueryTerm[] {
  return valuesOf(store, key)
    .filter((value) => fits(value) && value !== "" && value.length <= VALUE_LENGTH_MAX)
    .map((value) => ({ key, value }));
}

function valuesOf(store: SpanStore, key: string): readonly string[] {
  switch (key) {
    case "service":
    case "caller":
      return store.services();
    case "operation":
      return [...new Set(store.operations().map(({ name }) => name))];
    case "kind":
      return ["server", "client", "internal", "producer", "consumer"];
    case "database":
      return countTexts(newestSpans(store), (span) => databaseOf(span) ?? []);
    case "duration":
    case "trace.duration":
      return ["5ms", "20ms", "100ms", "500ms", "1s"];
    case "error":
      return ["true", "false"];
    default:
      return countTexts(newestSpans(store), (span) =>
        tagsOf(span).flatMap((tag) => (tag.key === key ? String(tag.value) : [])),
      );
  }
}

function tagsOf({ tags, process, logs }: Span): readonly Tag[] {
  return [...tags, ...process.tags, ...logs.flatMap(({ fields }) => fields)];
}

function newestSpans(store: SpanStore): readonly Span[] {
  const spans: Span[] = [];
  for (const trace of [...store.traces()].slice(-TRACES_MAX).toReversed()) {
    if (spans.length + trace.spans.length > SPANS_MAX) break;
    spans.push(...trace.spans);
  }
  return spans;
}

/** The texts of all spans, each once, the most frequent first. */
function countTexts(spans: readonly Span[], texts: (span: Span) => string | readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const span of spans) for (const text of [texts(span)].flat()) counts.set(text, (counts.get(text) ?? 0) + 1);
  return [...counts].sort(([, x], [, y]) => y - x).map(([text]) => text);
}
