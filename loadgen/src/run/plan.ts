import { Deck } from "./deck.ts";
import { Random } from "../scenarios/random.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import type { RunSettings, Shard, Stage } from "../settings/settings.ts";

/** Whether the user or arrival with this number (from 0) belongs to the shard. Each belongs to exactly one. */
export function isMine(number: number, { index, count }: Shard): boolean {
  return number % count === index;
}

/**
 * What a user does, one action after the other; without a user, what arrivals do, which have one deck together. A deck depends
 * on the seed and the user alone, so the mix is kept by each user, and by all shards together what one process would do.
 */
export function deckOf({ seed, scenarios }: Pick<RunSettings, "seed" | "scenarios">, user = -1): Deck<Scenario> {
  // Below zero: never a stream that something else is drawn from.
  return new Deck(scenarios, new Random(seed, -2 - user));
}

/** How many of `total` things, dealt out in turn to `players`, the player with this number gets. */
export function shareOf(total: number, player: number, players: number): number {
  return total === Infinity ? Infinity : Math.floor(total / players) + (player < total % players ? 1 : 0);
}

export function lengthOf(stages: readonly Stage[]): number {
  return stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

/** Users wanted at a moment of a closed run, all shards together. */
export function usersAt(elapsedMs: number, { stages, users, rate }: RunSettings): number {
  if (stages.length === 0) return Math.min(users, Math.floor((elapsedMs / 1000) * rate) + 1);
  let [begin, from] = [0, 0];
  for (const { durationMs, target } of stages) {
    if (elapsedMs < begin + durationMs) {
      return Math.ceil(from + (target - from) * ((elapsedMs - begin) / durationMs));
    }
    begin += durationMs;
    from = target;
  }
  return from;
}

/** The most users that a closed run ever has, all shards together. */
export function usersMax({ stages, users }: RunSettings): number {
  return stages.length === 0 ? users : Math.max(1, ...stages.map(({ target }) => Math.ceil(target)));
}

/**
 * When each action of an open run is due, in milliseconds from its start, all shards together: one after the other at the
 * rate of the moment, whatever the shop does.
 */
export function* arrivals({ stages, rate, durationMs, iterations }: RunSettings): Generator<number> {
  const steps = stages.length > 0 ? stages : [{ durationMs, target: rate }];
  let [begin, from, number] = [0, stages.length > 0 ? 0 : rate, 0];
  /** Arrivals due before this step begins: a fraction, since a step may end between two. */
  let before = 0;
  for (const { durationMs: length, target } of steps) {
    const inStep = length === Infinity ? Infinity : ((from + target) / 2) * (length / 1000);
    while (number < before + inStep && number < iterations) {
      const at = begin + timeOf(number - before, from, target, length);
      if (at >= durationMs) return;
      yield at;
      number += 1;
    }
    before += inStep;
    begin += length;
    from = target;
  }
}

/** Milliseconds after which `count` arrivals have been due, while the rate goes from one to another in a straight line. */
function timeOf(count: number, from: number, to: number, lengthMs: number): number {
  if (from === to) return (count / from) * 1000;
  const slope = (to - from) / (lengthMs / 1000);
  return ((Math.sqrt(Math.max(0, from * from + 2 * slope * count)) - from) / slope) * 1000;
}
