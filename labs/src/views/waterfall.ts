import { durationText, shortOperation, type Span, type TreeNode } from "@hipstershop/traces";
import { colourOf } from "@hipstershop/traces/service-colours";
import { type Html, html } from "@hipstershop/web";
import { spanAddress } from "../course/span-address.ts";
import type { ReadTrace } from "../course/trace-reader.ts";

/** Rows of a trace on the page; the viewer shows all. */
const ROWS_MAX = 120;
/** Width of a bar's drawing, whatever its size on the screen. */
const UNITS = 1000;
const BAR_UNITS_MIN = 4;
const DEPTH_MAX = 8;

/** A trace with where it can be opened. */
export interface ShownTrace {
  readonly trace: ReadTrace;
  /** What the lab's texts call it; "" for nothing. */
  readonly name: string;
  /** Its address in the viewer. */
  readonly url: string;
}

/** How a row is chosen: the radio buttons' name, and the value that is chosen. */
export interface Pointing {
  readonly name: string;
  readonly chosen: string;
}

/** The value of a span's radio button. */
export function spanValue({ traceId, spanId }: Span): string {
  return `${traceId}:${spanId}`;
}

/** The spans of a trace, one below the other in time: one is chosen by pointing at its row. */
export function waterfall({ trace, url }: ShownTrace, pointing: Pointing): Html {
  const scale = scaleOf(trace);
  const left = trace.nodes.length - ROWS_MAX;
  return html`<ol class="waterfall">
      ${trace.nodes.slice(0, ROWS_MAX).map((node) => row(node, { scale, url, pointing }))}
    </ol>
    ${left > 0 && html`<p class="soft">${left} more spans are in the viewer.</p>`}`;
}

interface RowContext {
  readonly scale: Scale;
  readonly url: string;
  readonly pointing: Pointing;
}

function row({ span, depth }: TreeNode<Span>, { scale, url, pointing: { name, chosen } }: RowContext): Html {
  const { service } = span.process;
  const operation = methodOf(span);
  const value = spanValue(span);
  return html`<li class="row ${colourOf(service)}">
    <label class="pick depth-${Math.min(depth, DEPTH_MAX)}"
      ><input type="radio" name="${name}" value="${value}" ${value === chosen && "checked"} />
      <span class="row-name"><b>${service}</b> ${operation} ${kindMark(span)}</span>
      ${bar(span, scale)} <span class="row-time">${durationText(span.durationUs)}</span></label
    >
    <a class="row-link" href="${spanAddress(url, span.spanId)}" target="_blank" rel="noopener"
      >open<span class="visually-hidden"> ${operation} of ${service} in the viewer, in a new tab</span></a
    >
  </li>`;
}

/** A row as text, such as "· · cartservice GetCart server, 4.1 ms". */
export function rowText(span: Span, depth: number): string {
  const dots = "· ".repeat(Math.min(depth, DEPTH_MAX));
  const failed = span.error ? ", failed" : "";
  const name = [span.process.service, methodOf(span), span.kind].filter((part) => part !== "").join(" ");
  return `${dots}${name}, ${durationText(span.durationUs)}${failed}`;
}

/** The operation without the name of the rpc's service: its span, or the one below it, has that already. */
function methodOf({ operation }: Span): string {
  return /^[\w.]+\/(\w+)$/.exec(operation)?.[1] ?? shortOperation(operation);
}

function kindMark({ kind, error }: Span): Html {
  return html`${kind !== "" && html`<span class="soft">${kind}</span>`}
  ${error && html`<span class="badge badge-problem">failed</span>`}`;
}

function bar(span: Span, scale: Scale): Html {
  const { x, width } = place(span, scale);
  return html`<svg
    class="bar"
    viewBox="0 0 ${UNITS} 10"
    preserveAspectRatio="none"
    aria-hidden="true"
    focusable="false"
  >
    <rect class="bar-track" x="0" y="4.5" width="${UNITS}" height="1" />
    <rect class="bar-own" x="${x}" y="0" width="${width}" height="10" />
  </svg>`;
}

/** A trace in a few words, with a drawing of its spans. */
export function traceSummary({ trace, name }: ShownTrace): Html {
  const { root, spans, traceId } = trace;
  if (spans.length === 0) return html`<span class="row-name"><b>${traceId.slice(0, 8)}</b> is not in the store</span>`;
  const { startUs, lengthUs } = scaleOf(trace);
  const failed = spans.some(({ error }) => error);
  return html`<span class="row-name"
      >${name !== "" && html`<span class="badge">${name}</span>`}
      <b>${root ? shortOperation(root.operation) : "no root"}</b>
      <span class="code">${traceId.slice(0, 8)}</span>
      ${failed && html`<span class="badge badge-problem">failed</span>`}</span
    >
    ${overview(trace, { startUs, lengthUs })}
    <span class="row-time">${durationText(lengthUs)}<br />${spans.length} spans</span>`;
}

/** The link to a trace in the viewer. */
export function traceLink({ trace, url }: ShownTrace): Html {
  const what = trace.root ? shortOperation(trace.root.operation) : "the trace";
  return html`<a class="row-link" href="${url}" target="_blank" rel="noopener"
    >open<span class="visually-hidden"> ${what}, ${trace.traceId.slice(0, 8)}, in the viewer, in a new tab</span></a
  >`;
}

function overview({ nodes }: ReadTrace, scale: Scale): Html {
  const shown = nodes.slice(0, ROWS_MAX);
  return html`<svg
    class="overview"
    viewBox="0 0 ${UNITS} ${shown.length * 10}"
    preserveAspectRatio="none"
    aria-hidden="true"
    focusable="false"
  >
    ${shown.map(({ span }, i) => {
      const { x, width } = place(span, scale);
      const colour = colourOf(span.process.service);
      return html`<rect class="bar-own ${colour}" x="${x}" y="${i * 10}" width="${width}" height="8" />`;
    })}
  </svg>`;
}

interface Scale {
  readonly startUs: number;
  readonly lengthUs: number;
}

function scaleOf({ spans }: ReadTrace): Scale {
  const startUs = Math.min(...spans.map((span) => span.startUs));
  const endUs = Math.max(...spans.map((span) => span.startUs + span.durationUs));
  return { startUs, lengthUs: Math.max(1, endUs - startUs) };
}

function place(span: Span, { startUs, lengthUs }: Scale): { readonly x: number; readonly width: number } {
  const width = Math.max(BAR_UNITS_MIN, Math.round((span.durationUs / lengthUs) * UNITS));
  const x = Math.round(((span.startUs - startUs) / lengthUs) * UNITS);
  return { x: Math.min(x, UNITS - BAR_UNITS_MIN), width };
}
