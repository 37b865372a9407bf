import { setTimeout as delay } from "node:timers/promises";
import { Cookies } from "../visitor/cookies.ts";
import { arrivals, deckOf, isInShard } from "./plan.ts";
import { Random } from "@hipstershop/random";
import type { RunSettings } from "../settings/settings.ts";
import { type Action, performAction, type World } from "../visitor/shopper.ts";

/**
 * The open model: actions begin at times that follow from the rate alone, however long earlier ones take. Each is measured
 * from when it was due. Resolves when the last one has ended.
 */
export async function runOpen(world: World, settings: RunSettings, stop: AbortSignal): Promise<void> {
  const startedMs = performance.now();
  /** Cookies of users whose last action has ended; the next arrival takes one, and so is a user who comes again. */
  const idle: Cookies[] = [];
  const underWay = new Set<Promise<void>>();
  const broken = new AbortController();
  const ended = AbortSignal.any([stop, broken.signal]);
  const deck = deckOf(settings);
  let number = -1;
  for (const atMs of arrivals(settings)) {
    number += 1;
    // Each shard draws every action of the run, and performs its own: so shards need not talk to each other.
    const scenario = deck.draw();
    if (!isInShard(number, settings.shard)) continue;
    // A timer may fire up to a millisecond early. Arrivals that are late by now begin at once.
    const waitMs = startedMs + atMs - performance.now();
    if (waitMs > 1) await delay(waitMs, undefined, { signal: ended }).catch(() => {});
    if (ended.aborted) break;
    if (underWay.size >= settings.inFlightMax) {
      countDropped(world);
      // Lets answers be processed, even while all arrivals of a long stall are dropped.
      if (world.recorder.dropped % 100 === 0) await delay(0);
      continue;
    }
    const random = new Random(settings.seed, number);
    const action = performArrival({ world, scenario, random, dueMs: startedMs + atMs }, idle);
    underWay.add(action);
    action.catch((error: unknown) => broken.abort(error)).finally(() => underWay.delete(action));
  }
  await Promise.all(underWay);
  if (broken.signal.aborted) throw broken.signal.reason;
}

/** Performs an action as somebody who is idle, or as somebody new. */
async function performArrival(action: Omit<Action, "cookies">, idle: Cookies[]): Promise<void> {
  const { world } = action;
  const cookies = idle.pop() ?? new Cookies();
  const { activeUsers } = world.telemetry.instruments;
  world.recorder.users += 1;
  activeUsers.add(1);
  try {
    await performAction({ ...action, cookies });
  } finally {
    world.recorder.users -= 1;
    activeUsers.add(-1);
    idle.push(cookies);
  }
}

function countDropped({ recorder, telemetry }: World): void {
  recorder.dropped += 1;
  telemetry.instruments.dropped.add(1);
}
