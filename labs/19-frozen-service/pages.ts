import type { Span } from "@hipstershop/traces";
import { eventField } from "../src/course/find-spans.ts";
import type { CheckContext } from "../src/course/lab.ts";
import { endOf, type WholeTrace, wholeTrace } from "../src/course/spans.ts";

const DEGRADED = "part of the page degraded";

/** One page as it was loaded. */
export interface Page {
  readonly name: string;
  readonly trace: WholeTrace;
}

/** What the spans of all pages tell. */
export interface Story {
  /** In the order in which they were loaded. */
  readonly pages: readonly Page[];
  readonly frozen: string;
  /** Calls that had their time and were not answered. */
  readonly vain: readonly Span[];
  /** Calls that the open breaker refused. */
  readonly unsent: readonly Span[];
  /** What pages showed: "old" or "missing". */
  readonly state: string;
  /** The slowest page that waited, and the first that no longer did. */
  readonly slowest: Page;
  readonly open: Page;
  /** The first page without such an event after those that had one. */
  readonly whole: Page;
}

/** Undefined when something is missing. Rejects with a TraceApiError. */
export async function pagesOf(context: CheckContext): Promise<Story | undefined> {
  const names = Object.keys(context.scene.clicks);
  const pages = await Promise.all(
    names.map(async (name) => {
      const id = context.scene.clicks[name]?.traceId ?? "";
      return { name, trace: await wholeTrace(context, id, `“${name}”`) };
    }),
  );
  const spans = pages.flatMap(({ trace }) => trace.spans);
  const waited = pages.filter(({ trace }) => trace.spans.some(isVain));
  const [slowest] = waited.toSorted((a, b) => b.trace.root.durationUs - a.trace.root.durationUs);
  const open = pages.find(({ trace }) => trace.spans.some(isUnsent));
  const whole = pages[pages.findLastIndex(isDegraded) + 1];
  if (!slowest || !open || !whole) return undefined;
  const fieldOf = (field: string) => String(eventField(open.trace.root, DEGRADED, field) ?? "");
  return {
    pages,
    frozen: fieldOf("app.called.service"),
    vain: spans.filter(isVain),
    unsent: spans.filter(isUnsent),
    state: fieldOf("app.page.part_state"),
    slowest,
    open,
    whole,
  };
}

export function isVain(span: Span): boolean {
  return hasEvent(span, "no answer in time");
}

export function isUnsent(span: Span): boolean {
  return hasEvent(span, "circuit breaker open");
}

/** Whether the page tells its visitor that something on it is old or missing. */
export function isDegraded({ trace }: Page): boolean {
  return hasEvent(trace.root, DEGRADED);
}

/** The server spans of a service. */
export function servedBy(service: string, { spans }: WholeTrace): readonly Span[] {
  return spans.filter(({ kind, process }) => kind === "server" && process.service === service);
}

/** Spans of the frozen service that began after the calls above them had ended. */
export function lateSpans({ pages, frozen, vain }: Story): readonly Span[] {
  const ends = new Map(vain.map((span) => [span.spanId, endOf(span)]));
  return pages
    .flatMap(({ trace }) => servedBy(frozen, trace))
    .filter(({ parentSpanId, startUs }) => startUs > (ends.get(parentSpanId) ?? Infinity));
}

function hasEvent({ logs }: Span, event: string): boolean {
  return logs.some(({ fields }) => fields.some(({ key, value }) => key === "event" && value === event));
}
