import type { Course } from "../course/course.ts";
import type { Lab } from "../course/lab.ts";
import type { LabProgress } from "../course/progress.ts";
import { TraceApiError } from "../course/trace-api-error.ts";
import { type ReadTrace, readTrace } from "../course/trace-reader.ts";
import { shownName } from "../course/texts.ts";
import type { ShownTrace } from "../views/waterfall.ts";

/** So many traces of a lab are drawn. */
const TRACES_MAX = 40;

/** The traces of what was made for a learner, by the names of the clicks. */
export interface SceneTraces {
  readonly traces: ReadonlyMap<string, ShownTrace>;
  /** Why there are none; "" when there are. */
  readonly trouble: string;
}

/** Reads them from the trace API: whole at first, as they are once the learner has seen them. */
export async function sceneTraces(
  course: Course,
  lab: Lab,
  progress: LabProgress,
  tracesUrl: string,
): Promise<SceneTraces> {
  const clicks = Object.entries(progress.scene?.clicks ?? {})
    .filter(([, { traceId }]) => traceId !== "")
    .slice(0, TRACES_MAX);
  const shown = (name: string, trace: ReadTrace) =>
    [name, { trace, name: shownName(lab, name), url: `${tracesUrl}/trace/${trace.traceId}` }] as const;
  const read = (traceId: string): Promise<ReadTrace> =>
    progress.last ? course.traces.settled(traceId, 1) : course.traces.whole(traceId);
  try {
    const traces = await Promise.all(clicks.map(async ([name, { traceId }]) => shown(name, await read(traceId))));
    const isGone = clicks.length > 0 && traces.every(([, { trace }]) => trace.spans.length === 0);
    return { traces: new Map(traces), trouble: isGone ? GONE : "" };
  } catch (error) {
    if (!(error instanceof TraceApiError)) throw error;
    const empty = clicks.map(([name, { traceId }]) => shown(name, readTrace(traceId, [])));
    return { traces: new Map(empty), trouble: `${error.message}. Is TRACES_API right?` };
  }
}

const GONE =
  "The traces of this lab are not in the store: it keeps the newest only, and forgets others. Begin anew to make new requests.";
