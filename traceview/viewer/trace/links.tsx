import { type Link, shortOperation, shortTraceId } from "@hipstershop/traces";
import type { LinkedEnd, TraceLinks } from "../../src/viewer-api/answers.ts";
import type { Span, Trace } from "../model/trace.ts";
import { countedNoun } from "../ui/format.ts";
import { Swatch } from "../ui/parts.tsx";
import { withBasePath } from "../url.ts";

/** So many other traces are named in the head of a trace. */
const NAMED_MAX = 3;

export const NO_LINKS: TraceLinks = { to: [], from: [] };

/** The other traces that a trace's spans link to, and those that link to it, in the facts of the trace. */
export function LinkedTraces({ trace, links }: { readonly trace: Trace; readonly links: TraceLinks }) {
  return (
    <>
      <OtherTraces trace={trace} what="links to" ends={links.to} />
      <OtherTraces trace={trace} what="linked from" ends={links.from} />
    </>
  );
}

interface OtherTracesProps {
  readonly trace: Trace;
  readonly what: string;
  readonly ends: readonly LinkedEnd[];
}

function OtherTraces({ trace, what, ends }: OtherTracesProps) {
  const others = new Map(ends.toReversed().map((end) => [end.traceID, end]));
  others.delete(trace.id.padStart(32, "0"));
  if (others.size === 0) return null;
  return (
    <span>
      {what}{" "}
      {[...others.values()]
        .toReversed()
        .slice(0, NAMED_MAX)
        .map((end, index) => (
          <span key={end.traceID}>
            {index > 0 && ", "}
            <a href={addressOf(end.traceID, end.spanID)}>{nameOf(end)}</a>
          </span>
        ))}
      {others.size > NAMED_MAX && ` and ${countedNoun(others.size - NAMED_MAX, "more trace")}`}
    </span>
  );
}

/** The links of one span: an outgoing one as the span has it, with the name of its other end where that is known. */
export function SpanLinks({
  span,
  trace,
  links,
}: {
  readonly span: Span;
  readonly trace: Trace;
  readonly links: TraceLinks;
}) {
  const named = new Map(links.to.map((end) => [end.traceID + end.spanID, end]));
  return (
    <ul>
      {span.links.map((link) => (
        <li key={link.traceId + link.spanId}>
          {link.type === "CHILD_OF" ? "child of" : "follows from"}{" "}
          <OtherEnd {...endOf(link, named.get(link.traceId + link.spanId))} trace={trace} />
        </li>
      ))}
    </ul>
  );
}

/** The spans that link to a span. */
export function LinkingSpans({ ends, trace }: { readonly ends: readonly LinkedEnd[]; readonly trace: Trace }) {
  return (
    <ul>
      {ends.map((end) => (
        <li key={end.traceID + end.spanID}>
          <OtherEnd {...end} trace={trace} />
        </li>
      ))}
    </ul>
  );
}

function OtherEnd({ trace, ...end }: LinkedEnd & { readonly trace: Trace }) {
  const id = shortTraceId(end.traceID);
  return (
    <a href={addressOf(end.traceID, end.spanID)}>
      {end.service === "" ? (
        `span ${end.spanID}`
      ) : (
        <>
          <Swatch service={end.service} /> {end.service} {shortOperation(end.operation)}
        </>
      )}{" "}
      of {id === trace.id ? "this trace" : `trace ${id}`}
    </a>
  );
}

function endOf({ traceId, spanId }: Link, known: LinkedEnd | undefined): LinkedEnd {
  return known ?? { ownSpanID: "", traceID: traceId, spanID: spanId, service: "", operation: "" };
}

function nameOf({ traceID, service, operation }: LinkedEnd): string {
  return service === ""
    ? `trace ${shortTraceId(traceID)}, which is not kept here`
    : `${service} ${shortOperation(operation)}`;
}

function addressOf(traceId: string, spanId: string): string {
  return withBasePath(`/trace/${shortTraceId(traceId)}?span=${spanId}`);
}
