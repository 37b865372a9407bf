import type { ComponentChildren } from "preact";
import type { CriticalPath } from "../critical-path.ts";
import { durationText, type Log, type Tag } from "@hipstershop/traces";
import type { LogLine, TraceLinks } from "../../src/viewer-api/answers.ts";
import { faultsOf } from "../model/faults.ts";
import { selfTime, totalLength } from "../model/self-time.ts";
import { type Span, textOf, type Trace } from "../model/trace.ts";
import { failureMessageOf } from "../model/status.ts";
import type { Warning } from "../model/warnings.ts";
import { countedNoun, percentText } from "../ui/format.ts";
import { Copy, FaultMarks, Swatch } from "../ui/parts.tsx";
import { withBasePath, quotedValue } from "../url.ts";
import { Term } from "../ui/term.tsx";
import { LinkingSpans, SpanLinks } from "./links.tsx";
import { LogLines } from "./log-lines.tsx";
import { SpanCall } from "./span-call.tsx";
import { SpanNote } from "./span-note.tsx";
import { SpanSourceLine } from "./span-source.tsx";
import { SpanWhatIf, type WhatIf } from "./span-what-if.tsx";
import type { Notes } from "./use-notes.ts";
import { WarningText } from "./warning-text.tsx";

interface DetailProps {
  readonly span: Span;
  readonly trace: Trace;
  readonly path: CriticalPath;
  readonly warnings: readonly Warning[];
  /** All log lines of the trace. */
  readonly logs: readonly LogLine[];
  readonly links: TraceLinks;
  readonly notes: Notes;
  readonly whatIf: WhatIf;
  readonly onSelect: (span: Span | undefined) => void;
}

/** All data of the selected span. */
export function SpanDetail({ span, trace, path, warnings, logs, links, notes, whatIf, onSelect }: DetailProps) {
  const faults = faultsOf(span);
  const linking = links.from.filter(({ ownSpanID }) => ownSpanID === span.id);
  const lines = logs.filter(({ spanID }) => spanID === span.id);
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
      <SpanCall span={span} onSelect={onSelect} />
      <Facts span={span} trace={trace} path={path} onSelect={onSelect} />
      <SpanWhatIf key={span.id} span={span} trace={trace} onPath={path.has(span.index)} {...whatIf} />
      <SpanNote
        key={`note ${span.id}`}
        text={notes.all.get(span.id) ?? ""}
        onChange={(text) => notes.change(span.id, text)}
      />
      {lines.length > 0 && (
        <Section title="Log lines" count={lines.length}>
          <LogLines lines={lines} sinceUs={trace.startTime + span.start} />
        </Section>
      )}
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
          <SpanLinks span={span} trace={trace} links={links} />
        </Section>
      )}
      {linking.length > 0 && (
        <Section title="Linked from" count={linking.length}>
          <LinkingSpans ends={linking} trace={trace} />
        </Section>
      )}
      <Section title={`Process ${span.service}`} count={span.process.tags.length}>
        <Tags tags={span.process.tags} />
      </Section>
    </aside>
  );
}

function errorText(span: Span): string {
  const said = failureMessageOf(span);
  return said === "" ? "This span failed." : `Failed: ${said}`;
}

function Facts({ span, trace, path, onSelect }: Pick<DetailProps, "span" | "trace" | "path" | "onSelect">) {
  const self = selfTime(span);
  const onPath = totalLength(path.get(span.index) ?? []);
  const share = (time: number): string => (trace.duration > 0 ? ` (${percentText(time / trace.duration)})` : "");
  return (
    <dl class="span-facts">
      <dt>
        <Term name="duration" />
      </dt>
      <dd>
        {durationText(span.duration)}
        <span class="quiet">{share(span.duration)}</span>
      </dd>
      <dt>
        <Term name="self" />
      </dt>
      <dd>
        {durationText(self)}
        <span class="quiet">{share(self)}</span>
      </dd>
      <dt>
        On the <Term name="path">critical path</Term>
      </dt>
      <dd>
        {durationText(onPath)}
        <span class="quiet">{share(onPath)}</span>
      </dd>
      <dt>Starts at</dt>
      <dd>{durationText(span.start)}</dd>
      <SpanSourceLine span={span} />
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
