import { RpcError, Status } from "@hipstershop/rpc";
import { type IncomingWork, type Next, type Telemetry, withSwitch } from "@hipstershop/telemetry";
import type { Context } from "@opentelemetry/api";
import type { Effect } from "../../catalogue/index.ts";
import { isFor } from "../facts.ts";
import { fieldOf } from "../../message.ts";
import type { RequestFaults } from "../request-faults.ts";
import { leak } from "./leak.ts";
import { roundMoney } from "./money.ts";
import { type EffectState, pause, statusNamed } from "./state.ts";

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

/** How long a call without a deadline hangs. */
const HANG_MAX_MS = 60_000;

/** Runs an effect around the handler, or around the effects that come after it. Those of other places go on at once. */
export function runOnHandler(effect: Effect, on: HandlerOccasion): Promise<unknown> {
  switch (effect.kind) {
    case "delay":
      return delay(effect, on);
    case "longTail":
      return longTail(effect, on);
    case "fail":
      return fail(effect, on);
    case "successRate":
      return succeedSometimes(effect, on);
    case "hang":
      return hang(effect, on);
    case "oneAtATime":
      return handleOneAtATime(effect, on);
    case "blockEventLoop":
      return blockEventLoop(effect, on);
    case "leak":
      on.work.span.setAttribute("app.leak.bytes", leak(effect, on.state));
      return markAndGoOn(on);
    case "round":
      return round(effect, on);
    case "renumberEnum":
      return renumberEnum(effect, on);
    case "switch":
      on.mark();
      return on.next(on.request, withSwitch(on.context, effect.name));
    case "awaitCalls":
      return awaitCalls(effect, on);
    case "clockSkew":
      on.skew(effect.ms);
      return markAndGoOn(on);
    case "manyLabels":
      return countByUser(effect, on);
    default:
      return goOn(on);
  }
}

function goOn({ next, request, context }: HandlerOccasion): Promise<unknown> {
  return next(request, context);
}

function markAndGoOn(on: HandlerOccasion): Promise<unknown> {
  on.mark();
  return goOn(on);
}

async function delay({ ms, only }: Of<"delay">, on: HandlerOccasion): Promise<unknown> {
  if (!isFor(only, on.faults.facts)) return goOn(on);
  on.mark();
  await pause(ms, on.work.signal);
  return goOn(on);
}

/** The slow ones take half the time to all of it. */
async function longTail({ ms, share }: Of<"longTail">, on: HandlerOccasion): Promise<unknown> {
  if (Math.random() >= share) return goOn(on);
  on.mark();
  await pause(ms * (0.5 + Math.random() / 2), on.work.signal);
  return goOn(on);
}

async function fail({ status, message, often, only, metadata }: Of<"fail">, on: HandlerOccasion): Promise<unknown> {
  if (!isFor(only, on.faults.facts) || !on.state.isDue(on.key, often)) return goOn(on);
  on.mark();
  throw new RpcError(statusNamed(status), message, { ...(metadata && { metadata }) });
}

async function succeedSometimes({ percent }: Of<"successRate">, on: HandlerOccasion): Promise<unknown> {
  if (Math.random() * 100 < percent) return goOn(on);
  on.mark();
  throw new RpcError(Status.INTERNAL, `it fails on purpose: ${percent} % of the calls succeed`);
}

async function hang({ afterWork = false }: Of<"hang">, on: HandlerOccasion): Promise<unknown> {
  on.mark();
  if (afterWork) await goOn(on);
  const { deadline, signal } = on.work;
  await pause(Math.min(deadline - Date.now(), HANG_MAX_MS), signal);
  throw new RpcError(Status.DEADLINE_EXCEEDED, "it hangs on purpose, until the deadline");
}

async function handleOneAtATime({ holdMs }: Of<"oneAtATime">, on: HandlerOccasion): Promise<unknown> {
  on.mark();
  const { span, signal } = on.work;
  const waits = (before: number) => span.addEvent("waiting for a worker", { "app.queue.length": before });
  return on.state.inTurn(on.key, waits, async () => {
    if (signal.aborted) throw new RpcError(Status.CANCELLED, "the caller left while it waited");
    const [answer] = await Promise.all([goOn(on), pause(holdMs)]);
    return answer;
  });
}

async function blockEventLoop({ ms }: Of<"blockEventLoop">, on: HandlerOccasion): Promise<unknown> {
  on.mark();
  const end = performance.now() + ms;
  while (performance.now() < end);
  return goOn(on);
}

async function round({ mode }: Of<"round">, on: HandlerOccasion): Promise<unknown> {
  const answer = await goOn(on);
  const rounded = roundMoney(answer, mode);
  if (rounded !== answer) on.mark();
  return rounded;
}

async function renumberEnum({ field, numbers }: Of<"renumberEnum">, on: HandlerOccasion): Promise<unknown> {
  const read = numbers[String(fieldOf(on.request, field))];
  if (read === undefined) return goOn(on);
  on.mark();
  return on.next(Object.assign({}, on.request, { [field]: read }), on.context);
}

/** The answer waits for calls that the handler has left running. */
async function awaitCalls({ rpc }: Of<"awaitCalls">, on: HandlerOccasion): Promise<unknown> {
  on.faults.awaited.set(rpc, []);
  const answer = await goOn(on);
  const calls = on.faults.awaited.get(rpc) ?? [];
  if (calls.length > 0) on.mark();
  await Promise.allSettled(calls);
  return answer;
}

async function countByUser({ maxSeries }: Of<"manyLabels">, on: HandlerOccasion): Promise<unknown> {
  const { user } = on.faults.facts;
  const { labels } = on.state;
  if (!user || (!labels.has(user) && labels.size >= maxSeries)) return goOn(on);
  labels.add(user);
  const description = "Calls by user: a label with far too many values, counted on purpose.";
  on.telemetry.meter.createCounter("app_fault_calls_by_user_total", { description }).add(1, { user });
  return markAndGoOn(on);
}
