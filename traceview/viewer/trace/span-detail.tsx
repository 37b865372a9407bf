import type { ComponentChildren } from "preact";
import type { CriticalPath } from "../critical-path.ts";
import { durationText, type Log, shortTraceId, type Tag } from "@hipstershop/traces";
import { faultsOf } from "../model/faults.ts";
import { selfTime, totalLength } from "../model/self-time.ts";
import { type Span, textOf, type Trace } from "../model/trace.ts";
import type { Warning } from "../model/warnings.ts";
import { countedNoun, percentText } from "../ui/format.ts";
import { Copy, FaultMarks, Swatch } from "../ui/parts.tsx";
import { withBasePath, quotedValue } from "../url.ts";
import { WarningText } from "./warning-text.tsx";

interface DetailProps {
  readonly span: Span;
  readonly trace: Trace;
  readonly path: CriticalPath;
  readonly warnings: readonly Warning[];
  readonly onSelect: (span: Span | undefined) => void;
}

/** All data of the selected span. */
export function SpanDetail({ span, trace, path, warnings, onSelect }: DetailProps) {
  const faults = faultsOf(span);
  return (
    <aside class="panel" aria-label="The chosen span">
      <div class="panel-title">
        <h2>
          <Swatch service={span.service} /> {span.service} <span class="operation">{span.operation}</span>
        </h2>
        <button type="button" class="plain-button" aria-label="Let go of the span" onClick={() => onSelect(undefined)}>
          <span class="icon" data-icon="✕" />
        </button>
      </div>
      {faults.length > 0 && (
        <p class="facts">
          <FaultMarks faults={faults} /> switched on purpose
        </p>
      )}
      {span.error && <p class="notice alert">{errorText(span)}</p>}
      {warnings.map((warning) => (
        <WarningText key={`${warning.kind}${warning.seen}`} warning={warning} />
      ))}
      <Facts span={span} trace={trace} path={path} onSelect={onSelect} />
      <Section title="Attributes" count={span.tags.length}>
        <Tags tags={span.tags} />
      </Section>
      {span.logs.length > 0 && (
        <Section title="Events and logs" count={span.logs.length}>
          {span.logs.map((log, index) => (
            <LogEntry key={index} log={log} span={span} trace={trace} />
          ))}
        </Section>
      )}
      {span.links.length > 0 && (
        <Section title="Links" count={span.links.length}>
          <ul>
            {span.links.map((link) => (
              <li key={`${link.traceId}${link.spanId}`}>
                {link.type === "CHILD_OF" ? "child of" : "follows from"}{" "}
                <a href={withBasePath(`/trace/${shortTraceId(link.traceId)}?span=${link.spanId}`)}>
                  span {link.spanId} of{" "}
                  {shortTraceId(link.traceId) === trace.id ? "this trace" : `trace ${shortTraceId(link.traceId)}`}
                </a>
              </li>
            ))}
          </ul>
        </Section>
      )}
      <Section title={`Process ${span.service}`} count={span.process.tags.length}>
        <Tags tags={span.process.tags} />
      </Section>
    </aside>
  );
}

function errorText(span: Span): string {
  const event = span.logs.find((log) => textOf(log.fields, "event") === "exception");
  const said =
    textOf(span.tags, "otel.status_description") ||
    textOf(event?.fields ?? [], "exception.message") ||
    textOf(span.tags, "error.type");
  return said === "" ? "This span failed." : `Failed: ${said}`;
}

function Facts({ span, trace, path, onSelect }: Omit<DetailProps, "warnings">) {
  const self = selfTime(span);
  const onPath = totalLength(path.get(span.index) ?? []);
  const share = (time: number): string => (trace.duration > 0 ? ` (${percentText(time / trace.duration)})` : "");
  return (
    <dl class="span-facts">
      <dt>Duration</dt>
      <dd>
        {durationText(span.duration)}
        <span class="quiet">{share(span.duration)}</span>
      </dd>
      <dt>Self time</dt>
      <dd>
        {durationText(self)}
        <span class="quiet">{share(self)}</span>
      </dd>
      <dt>On the critical path</dt>
      <dd>
        {durationText(onPath)}
        <span class="quiet">{share(onPath)}</span>
      </dd>
      <dt>Starts at</dt>
      <dd>{durationText(span.start)}</dd>
      <dt>Kind</dt>
      <dd>{span.kind || "internal"}</dd>
      <dt>Span</dt>
      <dd>
        <Copy text={span.id} what="span id" />
      </dd>
      <dt>Parent</dt>
      <dd>
        {span.parent ? (
          <button type="button" class="link" onClick={() => onSelect(span.parent ?? undefined)}>
            {span.parent.service}
          </button>
        ) : span.parentId === "" ? (
          "none, a root"
        ) : (
          <code>{span.parentId} (missing)</code>
        )}
      </dd>
      <dt>Below</dt>
      <dd>{countedNoun(span.below, "span")}</dd>
    </dl>
  );
}

interface SectionProps {
  readonly title: string;
  readonly count: number;
  readonly children: ComponentChildren;
}

function Section({ title, count, children }: SectionProps) {
  return (
    <details class="section" open>
      <summary>
        {title} <span class="quiet">{count}</span>
      </summary>
      {count > 0 && children}
    </details>
  );
}

function Tags({ tags }: { readonly tags: readonly Tag[] }) {
  return (
    <table class="tags">
      <tbody>
        {tags.map(({ key, value }, index) => (
          <tr key={index}>
            <th scope="row">{key}</th>
            <td>
              {String(value)}{" "}
              <a
                class="find-more"
                href={withBasePath(`/search?q=${encodeURIComponent(`${key}=${quotedValue(String(value))}`)}`)}
                title="Traces with this value"
                aria-label={`Traces with ${key} ${String(value)}`}
              >
                <span class="icon" data-icon="≡" />
              </a>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function LogEntry({ log, span, trace }: { readonly log: Log; readonly span: Span; readonly trace: Trace }) {
  const event = textOf(log.fields, "event") || textOf(log.fields, "message") || "log";
  const at = log.timestampUs - trace.startTime;
  return (
    <div class="log">
      <p>
        <time>{durationText(at - span.start)}</time> <b>{event}</b>
      </p>
      <Tags tags={log.fields.filter(({ key, value }) => key !== "event" && String(value) !== event)} />
    </div>
  );
}
