import { indexOf, type Span, type Trace, treeOf } from "@hipstershop/traces";
import { selfUs, unionUs } from "./intervals.ts";

/** One path of one trace: what its spans took on average, and how many there were. Times in microseconds. */
export interface Visit {
  readonly spans: number;
  readonly errors: number;
  /** Errors that no failed child explains. */
  readonly ownErrors: number;
  readonly durationUs: number;
  readonly selfUs: number;
}

export interface Path {
  readonly steps: readonly string[];
  /** Key of the path one step up; "" at a root. */
  readonly parent: string;
  /** One per trace that has the path. */
  readonly visits: readonly Visit[];
}

/** The paths of a group of traces, by a key that is the same for the same steps. */
export interface Group {
  readonly traces: number;
  readonly paths: ReadonlyMap<string, Path>;
}

/** Deeper calls (a recursion, say) are aggregated as if they were called from here. */
const STEPS_MAX = 64;

/**
 * One step: a span, or a call with what answered it. The caller's and the answerer's span of one rpc are one step, named
 * after who answered, so that the wire and the waiting for it belong to the call, not to the caller.
 */
interface Step {
  readonly label: string;
  readonly error: boolean;
  readonly durationUs: number;
  readonly selfUs: number;
  readonly children: readonly Span[];
}

type ChildrenOf = (span: Span) => readonly Span[];

/** Who answered the calls of each kind, as far as seen: names a call whose other side is missing. */
export type Callees = ReadonlyMap<string, string>;

/** Learns from all traces which step a call leads to; calls that lead to several are left out. */
export function calleesOf(traces: readonly Trace[]): Callees {
  const callees = new Map<string, string>();
  const unclear = new Set<string>();
  for (const { spans } of traces) {
    const index = indexOf(spans);
    for (const span of spans) {
      const caller = span.kind === "server" ? index.parentOf(span) : undefined;
      if (caller?.kind !== "client") continue;
      const key = spanLabel(caller);
      if ((callees.get(key) ?? spanLabel(span)) !== spanLabel(span)) unclear.add(key);
      callees.set(key, spanLabel(span));
    }
  }
  for (const key of unclear) callees.delete(key);
  return callees;
}

export function groupOf(traces: readonly Trace[], callees: Callees): Group {
  const paths = new Map<string, { steps: readonly string[]; parent: string; visits: Visit[] }>();
  for (const trace of traces) {
    for (const [key, { steps, parent, visit }] of visitsOf(trace, callees)) {
      const path = paths.get(key) ?? { steps, parent, visits: [] };
      paths.set(key, path);
      path.visits.push(visit);
    }
  }
  return { traces: traces.length, paths };
}

interface Visited {
  readonly steps: readonly string[];
  readonly parent: string;
  readonly visit: Visit;
}

/** Walks one trace from all that hangs below nothing: roots, spans whose parent is missing, rings where they are cut. */
function visitsOf({ spans }: Trace, callees: Callees): Map<string, Visited> {
  const tree = treeOf(spans);
  const childrenOf: ChildrenOf = (span) => tree.of.get(span)?.children.map((child) => child.span) ?? [];
  const found = new Map<string, Visited>();
  const pending = tree.tops.map(({ span }) => ({ span, parent: "", above: [] as readonly string[] }));
  for (let next = pending.pop(); next; next = pending.pop()) {
    const step = stepOf(next.span, childrenOf, callees);
    const steps = [...next.above, step.label];
    const key = steps.join("\n");
    found.set(key, { steps, parent: next.parent, visit: plus(found.get(key)?.visit, step) });
    const [parent, above] = steps.length < STEPS_MAX ? [key, steps] : [next.parent, next.above];
    for (const span of step.children) pending.push({ span, parent, above });
  }
  return found;
}

function stepOf(span: Span, childrenOf: ChildrenOf, callees: Callees): Step {
  const children = childrenOf(span);
  const answers = span.kind === "client" ? children.filter(({ kind }) => kind === "server") : [];
  const [answer] = answers;
  const others = children.filter((child) => !answers.includes(child));
  if (!answer) {
    const label = (span.kind === "client" ? callees.get(spanLabel(span)) : undefined) ?? spanLabel(span);
    return { label, error: span.error, durationUs: span.durationUs, selfUs: selfUs(span, children), children };
  }
  // The two sides' clocks may differ, so only durations are compared across: what the answer did not take was on the way.
  const onTheWayUs = Math.max(0, selfUs(span, others) - unionUs(answers));
  return {
    label: spanLabel(answer),
    error: span.error || answers.some(({ error }) => error),
    durationUs: span.durationUs,
    selfUs: answers.reduce((total, each) => total + selfUs(each, childrenOf(each)), onTheWayUs),
    children: [...others, ...answers.flatMap(childrenOf)],
  };
}

/** Averages stay exact enough: a trace visits a path a few times, or a few thousand. */
function plus(before: Visit | undefined, step: Step): Visit {
  const spans = (before?.spans ?? 0) + 1;
  const average = (old: number | undefined, now: number) => (old ?? 0) + (now - (old ?? 0)) / spans;
  const isOwn = step.error && !step.children.some(({ error }) => error);
  return {
    spans,
    errors: (before?.errors ?? 0) + Number(step.error),
    ownErrors: (before?.ownErrors ?? 0) + Number(isOwn),
    durationUs: average(before?.durationUs, step.durationUs),
    selfUs: average(before?.selfUs, step.selfUs),
  };
}

/** "cartservice CartService/GetCart": the package of an rpc is left out. */
function spanLabel({ process, operation }: Span): string {
  return `${process.service} ${operation.replace(/^(?:[\w-]+\.)+(?=\w+\/\w+$)/, "")}`;
}
