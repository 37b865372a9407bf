import { setTimeout as delay } from "node:timers/promises";
import { type Fault, faults } from "@hipstershop/faults/catalogue";
import { checkedFault, FaultSwitchError, type FaultSwitches } from "@hipstershop/faults/switches";
import { Random } from "@hipstershop/random";

/** One switch of a game day. */
export interface Step {
  /** Milliseconds after the start. */
  readonly atMs: number;
  readonly name: string;
  readonly variant: string;
}

/** What is switched when; the same seed and settings make the same plan. */
export interface Plan {
  readonly seed: number;
  readonly durationMs: number;
  readonly everyMs: number;
  readonly steps: readonly Step[];
}

export interface PlanSettings {
  readonly seed: number;
  readonly durationMs: number;
  readonly everyMs: number;
  /** Names of the faults to choose from; empty: all. Unknown ones throw a FaultSwitchError. */
  readonly only: readonly string[];
}

/** The share of the slots in which nothing is on, so that nobody can count on a fault. */
const QUIET_SHARE = 0.25;

/**
 * Every `everyMs` another fault, or none; never two at the same time, none twice before all had their turn, and all off
 * at the end.
 */
export function planGameDay({ seed, durationMs, everyMs, only }: PlanSettings): Plan {
  const random = new Random(seed);
  const choice = only.length > 0 ? [...new Set(only)].map(checkedFault) : faults;
  let left = choice;
  const steps: Step[] = [];
  let on: Fault | undefined;
  const end = (atMs: number) => {
    if (on) steps.push({ atMs, name: on.name, variant: "off" });
    on = undefined;
  };
  for (let atMs = 0; atMs < durationMs; atMs += everyMs) {
    const before = on;
    end(atMs);
    if (left.length === 0) left = choice.length > 1 ? choice.filter((fault) => fault !== before) : choice;
    if (atMs > 0 && random.next() < QUIET_SHARE) continue;
    const picked = random.pick(left);
    left = left.filter((fault) => fault !== picked);
    const [, ...variants] = picked.variants;
    steps.push({ atMs, name: picked.name, variant: random.pick(variants).name });
    on = picked;
  }
  end(durationMs);
  return { seed, durationMs, everyMs, steps };
}

/** Receives what happens on a game day. */
export interface GameDayEvents {
  switched(step: Step): void;
  /** A switch failed; the plan goes on. */
  failed(step: Step, error: unknown): void;
}

/**
 * Carries out a plan until its end, or until the signal aborts. At the end every fault that it switched is as it was
 * before. Rejects when the flag service does not answer at the start, or refuses that.
 */
export async function runGameDay(
  switches: FaultSwitches,
  { steps, durationMs }: Plan,
  events: GameDayEvents,
  signal: AbortSignal,
): Promise<void> {
  const before = new Map((await switches.list()).map(({ fault, defaultVariant }) => [fault.name, defaultVariant]));
  const switchedOn = new Set<string>();
  const start = performance.now();
  const reached = async (atMs: number): Promise<boolean> => {
    const wait = start + atMs - performance.now();
    if (wait > 0) await delay(wait, undefined, { signal }).catch(() => {});
    return !signal.aborted;
  };
  const restore = async (name: string): Promise<void> => {
    await switches.set(name, before.get(name) || "off");
    switchedOn.delete(name);
  };
  for (const step of steps) {
    if (!(await reached(step.atMs))) break;
    try {
      if (step.variant === "off") await restore(step.name);
      else {
        switchedOn.add(step.name);
        await switches.set(step.name, step.variant);
      }
      events.switched(step);
    } catch (error) {
      // Whether a switch was made is unclear only when the flag service did not answer.
      if (error instanceof FaultSwitchError && error.kind !== "away") switchedOn.delete(step.name);
      events.failed(step, error);
    }
  }
  await reached(durationMs);
  const stuck: string[] = [];
  for (const name of switchedOn) await restore(name).catch(() => stuck.push(name));
  if (stuck.length > 0)
    throw new Error(`these could not be switched back: ${stuck.join(", ")}; \`shop faults reset\` does`);
}
