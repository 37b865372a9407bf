import { type Link, type Log, shortTraceId, type Span, type Tag, type Trace } from "@hipstershop/traces";
import { milliseconds } from "./format.ts";
import { markup, type Markup } from "./markup.ts";

/** Everything about one span: what is odd, its ids and times, tags, logs, links and process. */
export function spanDetail(span: Span, trace: Trace, warnings: readonly string[]): Markup {
  return markup`<div class="detail">
${warnings.map((warning) => markup`<p class="problem">${warning}</p>`)}
<p>${span.kind !== "" && `${span.kind}, `}starts at ${milliseconds(span.startUs - trace.startUs)}, takes ${milliseconds(span.durationUs)}.
Span <code>${span.spanId}</code>, ${span.parentSpanId === "" ? "a root" : markup`parent <code>${span.parentSpanId}</code>`}.</p>
${span.tags.length > 0 && tagTable("Tags", span.tags)}
${span.logs.map((log) => logTable(log, trace))}
${span.links.length > 0 && markup`<p class="caption">Links</p><ul>${span.links.map(linkItem)}</ul>`}
${tagTable(`Process ${span.process.service}`, span.process.tags)}
</div>`;
}

function logTable(log: Log, trace: Trace): Markup {
  const event = log.fields.find((field) => field.key === "event");
  const others = log.fields.filter((field) => field !== event);
  return tagTable(`${String(event?.value ?? "log")} at ${milliseconds(log.timestampUs - trace.startUs)}`, others);
}

function linkItem(link: Link): Markup {
  const id = shortTraceId(link.traceId);
  const kind = link.type === "CHILD_OF" ? "child of" : "follows from";
  return markup`<li>${kind} span <code>${link.spanId}</code> of <a href="/trace/${id}">trace ${id}</a></li>`;
}

/** Without tags the caption stands alone: that something happened, or who sent the span, is worth the line. */
function tagTable(caption: string, tags: readonly Tag[]): Markup {
  if (tags.length === 0) return markup`<p class="caption">${caption}</p>`;
  const rows = tags.map((tag) => markup`<tr><th scope="row">${tag.key}</th><td>${String(tag.value)}</td></tr>`);
  return markup`<table><caption>${caption}</caption><tbody>${rows}</tbody></table>`;
}
