import type { Process, Span, Tag, Trace } from "@hipstershop/traces";

/**
 * A call of a simulated shop: its median self time, and its calls in sequential stages; those of one stage are
 * concurrent.
 */
export interface Call {
  readonly service: string;
  readonly operation: string;
  readonly ownMs: number;
  readonly stages?: readonly (readonly Call[])[];
}

/** A second revision of a service, for some of its calls or for all calls of some traces. */
export interface Canary {
  readonly service: string;
  readonly slowerMs: number;
  /** Share of its calls that fail. */
  readonly failing?: number;
}

interface Simulation {
  readonly random: () => number;
  readonly spans: Span[];
  readonly traceId: string;
  /** The canary when a call of this service goes to it. */
  readonly toCanary: (service: string) => Canary | undefined;
}

/** Standard deviation of the logarithm of latencies. */
const SIGMA = 0.6;
const WIRE_MS = 0.3;
const EPOCH_US = 1_700_000_000_000_000;

/** Makes one trace with log-normal self times, network time, and concurrent children. */
export function simulateTrace(root: Call, random: () => number, toCanary: Simulation["toCanary"]): Trace {
  const spans: Span[] = [];
  const traceId = hex(random, 32);
  const startUs = EPOCH_US + Math.floor(random() * 1e9);
  const { endUs } = simulateServer(root, "", startUs, { random, spans, traceId, toCanary });
  return { traceId, spans, startUs, endUs };
}

function simulateServer(call: Call, parentSpanId: string, startUs: number, simulation: Simulation) {
  const { random, toCanary } = simulation;
  const canary = toCanary(call.service);
  const spanId = hex(random, 16);
  const stages = call.stages ?? [];
  const sliceUs = (logNormal(random, call.ownMs) + (canary?.slowerMs ?? 0) * 1000) / (stages.length + 1);
  let nowUs = startUs + sliceUs;
  let error = random() < (canary?.failing ?? 0);
  for (const stage of stages) {
    const answers = stage.map((inner) =>
      simulateCall({ caller: call, call: inner, parentSpanId: spanId, startUs: nowUs }, simulation),
    );
    error ||= answers.some((answer) => answer.error);
    nowUs = Math.max(...answers.map(({ endUs }) => endUs)) + sliceUs;
  }
  const version = canary ? "v2" : "v1";
  recordSpan(simulation, {
    spanId,
    parentSpanId,
    kind: "server",
    call,
    service: call.service,
    version,
    startUs,
    endUs: nowUs,
    error,
  });
  return { endUs: nowUs, error };
}

interface OutgoingCall {
  readonly caller: Call;
  readonly call: Call;
  readonly parentSpanId: string;
  readonly startUs: number;
}

function simulateCall({ caller, call, parentSpanId, startUs }: OutgoingCall, simulation: Simulation) {
  const spanId = hex(simulation.random, 16);
  const sentUs = startUs + logNormal(simulation.random, WIRE_MS);
  const answer = simulateServer(call, spanId, sentUs, simulation);
  const endUs = answer.endUs + logNormal(simulation.random, WIRE_MS);
  const { service } = caller;
  recordSpan(simulation, {
    spanId,
    parentSpanId,
    kind: "client",
    call,
    service,
    version: "v1",
    startUs,
    endUs,
    error: answer.error,
  });
  return { endUs, error: answer.error };
}

interface Draft {
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly kind: "client" | "server";
  readonly call: Call;
  readonly service: string;
  readonly version: string;
  readonly startUs: number;
  readonly endUs: number;
  readonly error: boolean;
}

function recordSpan({ spans, traceId }: Simulation, draft: Draft): void {
  const { spanId, parentSpanId, kind, call, service, version, error } = draft;
  const startUs = Math.floor(draft.startUs);
  const durationUs = Math.floor(draft.endUs) - startUs;
  const process = processOf(service, version);
  const { operation } = call;
  const rest = { flags: 1, tags: [], logs: [], links: [] };
  spans.push({ traceId, spanId, parentSpanId, operation, kind, error, startUs, durationUs, process, ...rest });
}

const processes = new Map<string, Process>();

function processOf(service: string, version: string): Process {
  const key = `${service} ${version}`;
  const tag: Tag = { key: "service.version", type: "string", value: version };
  const process = processes.get(key) ?? { service, tags: [tag] };
  processes.set(key, process);
  return process;
}

/** A log-normal time in microseconds with this median, by the Box–Muller transform (1958). */
function logNormal(random: () => number, medianMs: number): number {
  const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  return medianMs * 1000 * Math.exp(SIGMA * normal);
}

function hex(random: () => number, digits: number): string {
  const words = Array.from({ length: digits / 8 }, () => Math.floor(random() * 2 ** 32));
  return words.map((word) => word.toString(16).padStart(8, "0")).join("");
}
