import { shortTraceId } from "../ids.ts";
import type { Link, Log, Span, Tag, Trace } from "../model.ts";
import { milliseconds } from "./format.ts";
import { html, type Html } from "./html.ts";

/** Everything about one span: what is odd, its ids and times, tags, logs, links and process. */
export function spanDetail(span: Span, trace: Trace, warnings: readonly string[]): Html {
  return html`<div class="detail">
    ${warnings.map((warning) => html`<p class="problem">${warning}</p>`)}
    <p>
      ${span.kind !== "" && `${span.kind}, `}starts at ${milliseconds(span.startUs - trace.startUs)}, takes
      ${milliseconds(span.durationUs)}. Span
      <code>${span.spanId}</code
      >${span.parentSpanId === "" ? ", a root" : html`, parent <code>${span.parentSpanId}</code>`}.
    </p>
    ${tagTable("Tags", span.tags)} ${span.logs.map((log) => logTable(log, trace))}
    ${
      span.links.length > 0 &&
      html`<p>Links</p>
        <ul>
          ${span.links.map(linkItem)}
        </ul>`
    }
    ${tagTable(`Process ${span.process.service}`, span.process.tags)}
  </div>`;
}

function logTable(log: Log, trace: Trace): Html {
  const event = String(log.fields.find((field) => field.key === "event")?.value ?? "log");
  const caption = `${event} at ${milliseconds(log.timestampUs - trace.startUs)}`;
  return tagTable(
    caption,
    log.fields.filter((field) => field.key !== "event"),
    true,
  );
}

function linkItem(link: Link): Html {
  const id = shortTraceId(link.traceId);
  const kind = link.type === "CHILD_OF" ? "child of" : "follows from";
  return html`<li>${kind} span <code>${link.spanId}</code> of <a href="/trace/${id}">trace ${id}</a></li>`;
}

/** A table is left out when it has no rows, unless its caption says something by itself. */
function tagTable(caption: string, tags: readonly Tag[], evenEmpty = false): Html {
  if (tags.length === 0) return evenEmpty ? html`<p class="caption">${caption}</p>` : html``;
  return html`<table>
    <caption>
      ${caption}
    </caption>
    <tbody>
      ${tags.map(
        (tag) =>
          html`<tr>
            <th scope="row">${tag.key}</th>
            <td>${String(tag.value)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
