import type { ReportTrace } from "@hipstershop/canary/report";
import { directFetch } from "@hipstershop/runtime";
import {
  type JaegerTrace,
  readJaegerTrace,
  type Span,
  spanLabel,
  type Trace,
  tracesInAnswer,
  treeOf,
} from "@hipstershop/traces";
import type { Version } from "./instance.ts";

const FETCHED = 200;
const SHOWN = 3;
const SPANS_SHOWN = 40;
const FETCH_MS_MAX = 10_000;

/** What makes a trace bad: that it failed, or that it took long. */
export type Badness = "failed" | "slow";

/** Traces of one version, as Jaeger's API gives them and as a report shows them. */
export interface FoundTraces {
  /** Whether these are failed ones; else the slowest of all, as none failed. */
  readonly haveFailed: boolean;
  readonly json: readonly JaegerTrace[];
  readonly shown: readonly ReportTrace[];
}

/** Whose traces to look for. */
export interface Wanted {
  /** The service whose spans have the version. */
  readonly service: string;
  readonly version: Version;
  readonly badness: Badness;
  /** Traces that began before, in milliseconds since 1970, are another run's. */
  readonly since: number;
  /** Whether traces can still be opened after the run. */
  readonly linked: boolean;
}

/** The worst traces of a version, from Jaeger's query API at `tracesUrl`. */
export async function worstTraces(tracesUrl: string, wanted: Wanted): Promise<FoundTraces> {
  const { service, version, badness, since, linked } = wanted;
  const find = async (tags: Readonly<Record<string, string>>) => {
    const query = new URLSearchParams({
      service,
      limit: String(FETCHED),
      start: String(since * 1000),
      end: String(Date.now() * 1000),
      tags: JSON.stringify({ "service.version": version, ...tags }),
    });
    const url = `${tracesUrl}/api/traces?${query.toString()}`;
    const answer = await directFetch(url, { signal: AbortSignal.timeout(FETCH_MS_MAX) });
    return tracesInAnswer(await answer.json()).map((json) => ({ json, trace: readJaegerTrace(json) }));
  };
  const failed = badness === "failed" ? await find({ error: "true" }) : [];
  const found = failed.length > 0 ? failed : await find({});
  // By the version's own time: callers may have waited for something else.
  const own = ({ trace }: (typeof found)[number]) =>
    Math.max(
      0,
      ...trace.spans.filter(({ process }) => process.service === service).map(({ durationUs }) => durationUs),
    );
  const worst = found.toSorted((a, b) => own(b) - own(a)).slice(0, SHOWN);
  return {
    haveFailed: failed.length > 0,
    json: worst.map(({ json }) => json),
    shown: worst.map(({ trace }) => ({
      ...shownTrace(trace),
      ...(linked && { url: `${tracesUrl}/trace/${trace.traceId}` }),
    })),
  };
}

const lengthUs = ({ startUs, endUs }: Trace) => endUs - startUs;

/** The trace as the report draws it. */
function shownTrace(trace: Trace): ReportTrace {
  const { nodes } = treeOf(trace.spans);
  const failed = nodes.findLast(({ span }) => span.error)?.span;
  return {
    traceId: trace.traceId,
    durationMs: lengthUs(trace) / 1000,
    ...(failed && {
      error: `${failed.process.service}: ${tagOf(failed, "otel.status_description") || spanLabel(failed)}`,
    }),
    spans: nodes.slice(0, SPANS_SHOWN).map(({ span, depth }) => {
      const version = versionOf(span);
      return {
        service: span.process.service,
        name: span.operation,
        startMs: (span.startUs - trace.startUs) / 1000,
        durationMs: span.durationUs / 1000,
        isError: span.error,
        depth,
        ...(version !== "" && { version }),
      };
    }),
  };
}

function versionOf({ process }: Span): string {
  return String(process.tags.find(({ key }) => key === "service.version")?.value ?? "");
}

function tagOf(span: Span, key: string): string {
  return String(span.tags.find((tag) => tag.key === key)?.value ?? "");
}
