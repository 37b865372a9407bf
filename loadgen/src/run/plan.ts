import { Deck } from "./deck.ts";
import { Random } from "@hipstershop/random";
import type { Scenario } from "../scenarios/scenario.ts";
import type { RunSettings, Shard, Stage } from "../settings/settings.ts";

/** Whether the shard performs the user or arrival with this number (from 0). Each belongs to exactly one shard. */
export function isInShard(number: number, { index, count }: Shard): boolean {
  return number % count === index;
}

/**
 * The deck that a user of the closed model draws actions from; without a user, the one deck of all arrivals of the open model.
 * It depends on the seed and the user alone, so that shards together perform the same actions as one process would.
 */
export function deckOf({ seed, scenarios }: Pick<RunSettings, "seed" | "scenarios">, user = -1): Deck<Scenario> {
  // Decks use negative streams; users and arrivals draw from those of 0 and above.
  return new Deck(scenarios, new Random(seed, -2 - user));
}

/** How many of `total` actions the user with this number gets when they are dealt out in turn to `players` users. */
export function shareOf(total: number, player: number, players: number): number {
  return total === Infinity ? Infinity : Math.floor(total / players) + (player < total % players ? 1 : 0);
}

/** Milliseconds of all stages together. */
export function totalDurationMs(stages: readonly Stage[]): number {
  return stages.reduce((sum, { durationMs }) => sum + durationMs, 0);
}

/** How many users a closed run should have at this time, all shards together. */
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
 * When each action of an open run is due, in milliseconds from the start, all shards together. The times follow from the rate
 * alone: between two arrivals the integral of the rate grows by one.
 */
export function* arrivals({ stages, rate, durationMs, iterations }: RunSettings): Generator<number> {
  const steps = stages.length > 0 ? stages : [{ durationMs, target: rate }];
  let [begin, from, number] = [0, stages.length > 0 ? 0 : rate, 0];
  /** Arrivals due before this step begins; not a whole number when a step ends between two arrivals. */
  let before = 0;
  for (const { durationMs: length, target } of steps) {
    const inStep = length === Infinity ? Infinity : ((from + target) / 2) * (length / 1000);
    while (number < before + inStep && number < iterations) {
      const at = begin + arrivalTimeMs(number - before, from, target, length);
      if (at >= durationMs) return;
      yield at;
      number += 1;
    }
    before += inStep;
    begin += length;
    from = target;
  }
}

/** Milliseconds until `count` arrivals are due, while the rate changes linearly from `from` to `to`. */
function arrivalTimeMs(count: number, from: number, to: number, lengthMs: number): number {
  if (from === to) return (count / from) * 1000;
  const slope = (to - from) / (lengthMs / 1000);
  return ((Math.sqrt(Math.max(0, from * from + 2 * slope * count)) - from) / slope) * 1000;
}
