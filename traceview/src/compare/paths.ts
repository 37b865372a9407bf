import { mainTop, shortOperation, spanIndexOf, type Span, type Trace, treeOf } from "@hipstershop/traces";
import { selfUs, unionUs } from "./intervals.ts";
import { entriesOf } from "./visitors.ts";

/** One path in one trace: number of spans and average times, in microseconds. */
export interface Visit {
  readonly spans: number;
  readonly errors: number;
  /** Errors of spans without a failed child. */
  readonly ownErrors: number;
  readonly durationUs: number;
  readonly selfUs: number;
}

export interface Path {
  readonly steps: readonly string[];
  /** Key of the parent path; "" for a root. */
  readonly parent: string;
  /** One per trace that has the path. */
  readonly visits: readonly Visit[];
}

/** The paths of a group of traces, by a key made of their steps. */
export interface Group {
  readonly traces: number;
  readonly paths: ReadonlyMap<string, Path>;
  /** The duration of each trace: the time of its requests. */
  readonly durationsUs: readonly number[];
  /** How many traces begin with each request, by its label. */
  readonly requests: ReadonlyMap<string, number>;
  /** Services above the requests, whose spans are left out. */
  readonly visitors: ReadonlySet<string>;
}

/** What is known of all traces of a comparison. */
export interface Surroundings {
  readonly callees: Callees;
  /** The services that answer requests: see answeringServices. */
  readonly answering: ReadonlySet<string>;
}

/** Maximum depth of a path; deeper calls, such as a recursion, are aggregated at this depth. */
const STEPS_MAX = 64;

/**
 * One step of a path: a span, or the client and server span of one call together, labelled by the server. The network
 * time is part of the call's step, not of the caller's.
 */
interface Step {
  readonly label: string;
  readonly error: boolean;
  readonly durationUs: number;
  readonly selfUs: number;
  readonly children: readonly Span[];
}

type ChildrenOf = (span: Span) => readonly Span[];

/** The server's label for each client span's label; used for calls whose server span is missing. */
export type Callees = ReadonlyMap<string, string>;

/** Finds the callee of each client span's label in all traces; ambiguous labels are left out. */
export function calleesOf(traces: readonly Trace[]): Callees {
  const callees = new Map<string, string>();
  const unclear = new Set<string>();
  for (const { spans } of traces) {
    const index = spanIndexOf(spans);
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

export function groupOf(traces: readonly Trace[], around: Surroundings): Group {
  const paths = new Map<string, { steps: readonly string[]; parent: string; visits: Visit[] }>();
  const requests = new Map<string, number>();
  const visitors = new Set<string>();
  const durationsUs: number[] = [];
  for (const trace of traces) {
    const read = readTrace(trace, around);
    for (const [key, { steps, parent, visit }] of read.visited) {
      const path = paths.get(key) ?? { steps, parent, visits: [] };
      paths.set(key, path);
      path.visits.push(visit);
    }
    durationsUs.push(read.durationUs);
    requests.set(read.request, (requests.get(read.request) ?? 0) + 1);
    for (const visitor of read.visitors) visitors.add(visitor);
  }
  return { traces: traces.length, paths, durationsUs, requests, visitors };
}

interface Visited {
  readonly steps: readonly string[];
  readonly parent: string;
  readonly visit: Visit;
}

interface ReadTrace {
  readonly visited: ReadonlyMap<string, Visited>;
  readonly durationUs: number;
  /** The label of its first request. */
  readonly request: string;
  readonly visitors: readonly string[];
}

/** The paths of one trace, from each top of its tree (roots, orphans and broken cycles), below its visitors. */
function readTrace({ spans }: Trace, { callees, answering }: Surroundings): ReadTrace {
  const tree = treeOf(spans);
  const { nodes, visitors } = entriesOf(tree.tops, answering);
  const childrenOf: ChildrenOf = (span) => tree.of.get(span)?.children.map((child) => child.span) ?? [];
  const visited = new Map<string, Visited>();
  const pending = nodes.map(({ span }) => ({ span, parent: "", above: [] as readonly string[] }));
  for (let next = pending.pop(); next; next = pending.pop()) {
    const step = stepOf(next.span, childrenOf, callees);
    const steps = [...next.above, step.label];
    const key = steps.join("\n");
    visited.set(key, { steps, parent: next.parent, visit: addStep(visited.get(key)?.visit, step) });
    const [parent, above] = steps.length < STEPS_MAX ? [key, steps] : [next.parent, next.above];
    for (const span of step.children) pending.push({ span, parent, above });
  }
  const answers = nodes.map(({ span }) => span).filter(({ kind }) => kind === "server" || kind === "consumer");
  const root = mainTop(tree)?.span;
  const requests = answers.length > 0 || !root ? answers : [root];
  const [first] = requests.toSorted((a, b) => a.startUs - b.startUs);
  return { visited, durationUs: unionUs(requests), request: first ? spanLabel(first) : "", visitors };
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
  // The clocks of both sides may differ, so only durations are used: network time is what the server did not take.
  const onTheWayUs = Math.max(0, selfUs(span, others) - unionUs(answers));
  return {
    label: spanLabel(answer),
    error: span.error || answers.some(({ error }) => error),
    durationUs: span.durationUs,
    selfUs: answers.reduce((total, each) => total + selfUs(each, childrenOf(each)), onTheWayUs),
    children: [...others, ...answers.flatMap(childrenOf)],
  };
}

/** Adds a step to the running averages of its path. */
function addStep(before: Visit | undefined, step: Step): Visit {
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

/** "cartservice CartService/GetCart". */
function spanLabel({ process, operation }: Span): string {
  return `${process.service} ${shortOperation(operation)}`;
}
