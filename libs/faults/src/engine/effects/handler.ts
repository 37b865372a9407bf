import { RpcError, Status } from "@hipstershop/rpc";
import { type IncomingWork, type Next, type Telemetry, withSwitch } from "@hipstershop/telemetry";
import type { Context } from "@opentelemetry/api";
import type { Effect } from "../../catalogue/index.ts";
import { isFor } from "../facts.ts";
import type { RequestFaults } from "../request-faults.ts";
import { leak } from "./leak.ts";
import { roundMoney } from "./money.ts";
import { type EffectState, pause } from "./state.ts";

/** A request in which an effect acts around the handler. */
export interface HandlerOccasion {
  readonly work: IncomingWork;
  readonly request: unknown;
  readonly context: Context;
  readonly next: Next;
  readonly faults: RequestFaults;
  /** Names fault, variant and rpc. */
  readonly key: string;
  readonly state: EffectState;
  readonly telemetry: Telemetry;
  /** Says in the span that the fault acts. */
  readonly mark: () => void;
  /** Lets the clock of the server span be wrong. */
  readonly skew: (ms: number) => void;
}

type Of<K extends Effect["kind"]> = Extract<Effect, { readonly kind: K }>;
type Run<K extends Effect["kind"]> = (effect: Of<K>, on: HandlerOccasion) => Promise<unknown>;

/** How long a call without a deadline hangs. */
const HANG_MAX_MS = 60_000;

/** The effects around a handler. */
const effects: { readonly [K in Effect["kind"]]?: Run<K> } = {
  async delay({ ms, only }, on) {
    if (!isFor(only, on.faults.facts)) return goOn(on);
    on.mark();
    await pause(ms, on.work.signal);
    return goOn(on);
  },

  async longTail({ ms, share }, on) {
    if (Math.random() >= share) return goOn(on);
    on.mark();
    await pause(ms * (0.5 + Math.random() / 2), on.work.signal);
    return goOn(on);
  },

  async fail({ status, message, often, only, metadata }, on) {
    if (!isFor(only, on.faults.facts) || !on.state.isDue(on.key, often)) return goOn(on);
    on.mark();
    throw new RpcError(Status[status as keyof typeof Status], message, { ...(metadata && { metadata }) });
  },

  async successRate({ percent }, on) {
    if (Math.random() * 100 < percent) return goOn(on);
    on.mark();
    throw new RpcError(Status.INTERNAL, `it fails on purpose: ${percent} % of the calls succeed`);
  },

  async hang(_, on) {
    on.mark();
    const { deadline, signal } = on.work;
    await pause(Math.min(deadline - Date.now(), HANG_MAX_MS), signal);
    throw new RpcError(Status.DEADLINE_EXCEEDED, "it hangs on purpose, until the deadline");
  },

  async oneAtATime({ holdMs }, on) {
    on.mark();
    const waits = (before: number) => on.work.span.addEvent("waiting for a worker", { "app.queue.length": before });
    return on.state.inTurn(on.key, waits, async () => {
      if (on.work.signal.aborted) throw new RpcError(Status.CANCELLED, "the caller left while it waited");
      const [answer] = await Promise.all([goOn(on), pause(holdMs)]);
      return answer;
    });
  },

  async blockEventLoop({ ms }, on) {
    on.mark();
    const end = performance.now() + ms;
    while (performance.now() < end);
    return goOn(on);
  },

  async leak(effect, on) {
    on.mark();
    on.work.span.setAttribute("app.leak.bytes", leak(effect, on.state));
    return goOn(on);
  },

  async round({ mode }, on) {
    const answer = await goOn(on);
    const rounded = roundMoney(answer, mode);
    if (rounded !== answer) on.mark();
    return rounded;
  },

  async renumberEnum({ field, numbers }, on) {
    const request = on.request as Readonly<Record<string, unknown>>;
    const read = numbers[String(request[field])];
    if (read === undefined) return goOn(on);
    on.mark();
    return on.next({ ...request, [field]: read }, on.context);
  },

  async switch({ name }, on) {
    on.mark();
    return on.next(on.request, withSwitch(on.context, name));
  },

  async awaitCalls({ rpc }, on) {
    on.faults.awaited.set(rpc, []);
    const answer = await goOn(on);
    const calls = on.faults.awaited.get(rpc) ?? [];
    if (calls.length > 0) on.mark();
    await Promise.allSettled(calls);
    return answer;
  },

  async clockSkew({ ms }, on) {
    on.mark();
    on.skew(ms);
    return goOn(on);
  },

  async manyLabels({ maxSeries }, on) {
    const user = on.faults.facts["user"];
    const users = on.state.keep(on.key, () => new Set<string>());
    if (!user || (!users.has(user) && users.size >= maxSeries)) return goOn(on);
    users.add(user);
    on.mark();
    const counter = on.state.keep("counter by user", () =>
      on.telemetry.meter.createCounter("app_fault_calls_by_user_total", {
        description: "Calls by user: a label with far too many values, counted on purpose.",
        advice: {},
      }),
    );
    counter.add(1, { user });
    return goOn(on);
  },
};

function goOn({ next, request, context }: HandlerOccasion): Promise<unknown> {
  return next(request, context);
}

/** Whether an effect can act around a handler. */
export function actsOnHandlers({ kind }: Effect): boolean {
  return kind in effects;
}

/** Runs an effect around the handler, or around the effects that come after it. */
export function runOnHandler(effect: Effect, on: HandlerOccasion): Promise<unknown> {
  const run = effects[effect.kind] as ((effect: Effect, on: HandlerOccasion) => Promise<unknown>) | undefined;
  return run ? run(effect, on) : goOn(on);
}
