import { durationText, shortOperation } from "@hipstershop/traces";
import type { RelatedTrace } from "../../src/viewer-api/answers.ts";
import { type Span, textOf, type Trace } from "./trace.ts";

export type WarningKind =
  | "missing-parent"
  | "several-roots"
  | "clock-skew"
  | "not-sampled"
  | "silent-callee"
  | "mixed-formats"
  | "parent-loop"
  | "odd-span";

/** A warning about a trace: the finding, its usual cause, and the spans concerned. */
export interface Warning {
  readonly kind: WarningKind;
  readonly title: string;
  readonly seen: string;
  readonly causes: readonly string[];
  readonly spans: readonly Span[];
  /** A related trace to open. */
  readonly traceId?: string;
}

/** Tolerated clock skew. */
const SKEW_US = 1000;
/** A span that started less than this ago may still be open. */
const OPEN_US = 30_000_000;

/**
 * The warnings about a trace, with their usual causes.
 * @param nowUs microseconds since 1970: a recent trace may be unfinished.
 * @param related other traces that are probably parts of this one.
 */
export function warningsOf(trace: Trace, nowUs: number, related: readonly RelatedTrace[] = []): readonly Warning[] {
  return [
    ...mixedFormats(trace, related),
    ...missingParents(trace, nowUs),
    ...severalRoots(trace),
    ...clockSkew(trace),
    ...notSampled(trace),
    ...silentCallees(trace),
    ...parentLoops(trace),
    ...oddSpans(trace),
  ];
}

/** The warnings of each span, by its index. */
export function bySpan(warnings: readonly Warning[]): ReadonlyMap<number, readonly Warning[]> {
  const found = new Map<number, Warning[]>();
  for (const warning of warnings) {
    for (const { index } of warning.spans) found.set(index, [...(found.get(index) ?? []), warning]);
  }
  return found;
}

function missingParents(trace: Trace, nowUs: number): Warning[] {
  const orphans = trace.roots.filter((span) => span.place === "orphan");
  const young = nowUs - trace.startTime - trace.duration < OPEN_US;
  return [...Map.groupBy(orphans, (span) => span.parentId)].map(([id, spans]) => {
    const names = [...new Set(spans.map((span) => span.service))].join(", ");
    return {
      kind: "missing-parent",
      title: "Missing parent",
      seen: `Span ${id} is not here, but ${spans.length === 1 ? "a span" : `${spans.length} spans`} of ${names} ${spans.length === 1 ? "names" : "name"} it as parent.`,
      causes: [
        ...(young
          ? ["It may still be open or on its way: exporters send about once a second. Reload in a moment."]
          : []),
        ...causesOfAbsence(spans),
      ],
      spans,
    };
  });
}

function causesOfAbsence(orphans: readonly Span[]): string[] {
  if (orphans.every((span) => span.kind === "server" || span.kind === "consumer")) {
    return [
      "The caller does not send its spans here: no exporter, another address, or a proxy or load balancer that made up an id of its own.",
      "The caller dropped its sampled flag: it passed the context on, but did not record its own span.",
      "The caller crashed, or was stopped before its last batch was sent.",
    ];
  }
  const own = orphans[0]?.service ?? "the service";
  return [
    `${own} made the missing span itself: it was never ended (an error path without span.end()), or its batch was lost.`,
    `${own} crashed or was stopped before it could send, or its exporter's queue was full.`,
  ];
}

function severalRoots(trace: Trace): Warning[] {
  const spans = trace.roots.filter((span) => span.place === "root");
  if (spans.length < 2) return [];
  return [
    {
      kind: "several-roots",
      title: "Several beginnings",
      seen: `${spans.length} spans have no parent: ${spans.slice(0, 4).map(nameOf).join("; ")}${spans.length > 4 ? "; …" : ""}.`,
      causes: [
        "Work was started from a background task with the trace id, but without the current span.",
        "A caller passed on the trace id without a span id.",
      ],
      spans: spans.slice(1),
    },
  ];
}

function clockSkew(trace: Trace): Warning[] {
  const early = trace.spans.filter((span) => span.parent && span.parent.start - span.start > SKEW_US);
  const groups = Map.groupBy(early, (span) => `${span.service} against ${span.parent!.service}`);
  return [...groups].map(([pair, spans]) => {
    const most = Math.max(...spans.map((span) => span.parent!.start - span.start));
    const isSame = spans[0]!.service === spans[0]!.parent!.service;
    return {
      kind: "clock-skew",
      title: "Clock skew",
      seen: `${pair}: a child begins up to ${durationText(most)} before its parent. Bars stand where the clocks put them.`,
      causes: isSame
        ? ["The span was given a start time by hand, or was begun before the one it was later hung under."]
        : ["The clocks of two hosts differ: check NTP or chrony on both.", "A virtual machine was paused or moved."],
      spans,
    };
  });
}

function notSampled(trace: Trace): Warning[] {
  const spans = trace.spans.filter((span) => (span.flags & 1) === 0);
  if (spans.length === 0 || spans.length === trace.spans.length) return [];
  return [
    {
      kind: "not-sampled",
      title: "Lost sampled flag",
      seen: `${spans.length} of ${trace.spans.length} spans came without the sampled flag, from ${[...new Set(spans.map((span) => span.service))].join(", ")}.`,
      causes: [
        "X-B3-Sampled, or the last part of traceparent or b3, was not passed on: whoever is called next may record nothing.",
        "A sampler decided anew in the middle of the trace instead of following its parent.",
      ],
      spans,
    },
  ];
}

/** gRPC calls without a server span, to services that have spans elsewhere in the trace. */
function silentCallees(trace: Trace): Warning[] {
  const spans = trace.spans.filter(
    (span) =>
      span.kind === "client" &&
      span.children.length === 0 &&
      !span.error &&
      (textOf(span.tags, "rpc.system") !== "" ||
        textOf(span.tags, "rpc.system.name") !== "" ||
        textOf(span.tags, "rpc.service") !== ""),
  );
  return [...Map.groupBy(spans, (span) => span.operation)].map(([operation, group]) => ({
    kind: "silent-callee",
    title: "The callee left no span",
    seen: `${nameOf(group[0]!)} succeeded${group.length > 1 ? ` ${group.length} times` : ""}, but nobody recorded answering ${shortOperation(operation)}.`,
    causes: [
      "The callee read no context: it expects other headers (B3 against W3C traceparent) and began a trace of its own.",
      "The sampled flag was lost on the way, so the callee recorded nothing.",
      "The callee is not instrumented, or its spans go elsewhere or have not arrived yet.",
    ],
    spans: group,
  }));
}

/** Traces that are probably the other part of this request. */
function mixedFormats(trace: Trace, related: readonly RelatedTrace[]): Warning[] {
  return related.map((other) => ({
    kind: "mixed-formats",
    title: "Cut in two: mixed formats",
    seen:
      other.holds === "parent"
        ? `The missing parent, span ${other.joint}, is in another trace: ${other.rootService} ${shortOperation(other.rootOperation)}.`
        : `Span ${other.joint} has a child in another trace: ${other.rootService} ${shortOperation(other.rootOperation)}.`,
    causes: other.sameTail
      ? [
          "Both trace ids end in the same 16 digits: one side writes 64-bit B3 ids, the other 128-bit ones.",
          "Set one propagation format, with ids of 128 bits, in every service on the way.",
        ]
      : [
          "The span id was passed on and the trace id was not: two formats were mixed, or a header was made up anew on the way.",
          "Set one propagation format (OTEL_PROPAGATORS) in every service on the way.",
        ],
    spans: trace.spans.filter(({ id, parentId }) => (other.holds === "parent" ? parentId : id) === other.joint),
    traceId: other.traceID,
  }));
}

function parentLoops(trace: Trace): Warning[] {
  const [rings, selves] = [trace.roots.filter(isAt("ring")), trace.roots.filter(isAt("self"))];
  return [
    ...onceFor(rings, {
      kind: "parent-loop",
      title: "Parents in a ring",
      seen: `Following the parents of ${namesOf(rings)} leads back to it: the ring is cut where it begins first.`,
      causes: ["A span id was used twice, or made from the same numbers in two processes."],
    }),
    ...onceFor(selves, {
      kind: "parent-loop",
      title: "Its own parent",
      seen: `${namesOf(selves)} ${selves.length === 1 ? "names itself" : "name themselves"} as parent.`,
      causes: ["The parent was set to the span itself, or a root's own id was written into its parent's field."],
    }),
  ];
}

function onceFor(spans: readonly Span[], warning: Omit<Warning, "spans">): Warning[] {
  return spans.length === 0 ? [] : [{ ...warning, spans }];
}

function isAt(place: Span["place"]): (span: Span) => boolean {
  return (span) => span.place === place;
}

/** Maximum distinct warnings of the store that are shown. */
const ODD_MAX = 20;
/** Warnings of the store that this file reports with their causes. */
const REPORTED_WITH_CAUSES = /^(?:parent missing|parent loop|clock skew):/;

function oddSpans(trace: Trace): Warning[] {
  const found = new Map<string, Span[]>();
  for (const span of trace.spans) {
    for (const text of span.warnings) {
      if (REPORTED_WITH_CAUSES.test(text)) continue;
      const spans = found.get(text);
      if (spans) spans.push(span);
      else found.set(text, [span]);
    }
  }
  return [...found].slice(0, ODD_MAX).map(([text, spans]) => ({
    kind: "odd-span",
    title: "Not as it should be",
    seen: `${namesOf(spans)}: ${text}.`,
    causes: ["Whatever wrote the span wrote it so: what could be read of it is shown."],
    spans,
  }));
}

function namesOf(spans: readonly Span[]): string {
  const [first, ...rest] = spans;
  return first ? `${nameOf(first)}${rest.length > 0 ? ` and ${rest.length} more` : ""}` : "";
}

function nameOf(span: Span): string {
  return `${span.service} ${shortOperation(span.operation)}`;
}
