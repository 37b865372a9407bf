import { setTimeout as delay } from "node:timers/promises";
import { Cookies } from "../visitor/cookies.ts";
import { arrivals, deckOf, isMine } from "./plan.ts";
import { Random } from "../scenarios/random.ts";
import type { Scenario } from "../scenarios/scenario.ts";
import type { RunSettings } from "../settings/settings.ts";
import { act, type World } from "../visitor/shopper.ts";

/**
 * Actions that begin when they are due, however long those before take: as many people as come, come. Each is measured from
 * when it was due. Resolves when the last has ended.
 */
export async function runOpen(world: World, settings: RunSettings, stop: AbortSignal): Promise<void> {
  const startedMs = performance.now();
  /** People without anything to do at the moment. */
  const idle: Cookies[] = [];
  const underWay = new Set<Promise<void>>();
  const broken = new AbortController();
  const ended = AbortSignal.any([stop, broken.signal]);
  const deck = deckOf(settings);
  let number = -1;
  for (const atMs of arrivals(settings)) {
    number += 1;
    // Every shard goes through the whole deck, and plays its own.
    const scenario = deck.draw();
    if (!isMine(number, settings.shard)) continue;
    const waitMs = startedMs + atMs - performance.now();
    if (waitMs > 1) await delay(waitMs, undefined, { signal: ended }).catch(() => {});
    if (ended.aborted) break;
    // Timers are up to a millisecond early; those that are late by then all begin at once.
    if (underWay.size >= settings.inFlightMax) {
      drop(world);
      // Answers get their turn even when every arrival of a long stall is dropped.
      if (world.recorder.dropped % 100 === 0) await delay(0);
      continue;
    }
    const action = arrive(world, scenario, new Random(settings.seed, number), startedMs + atMs, idle);
    underWay.add(action);
    action.catch((error: unknown) => broken.abort(error)).finally(() => underWay.delete(action));
  }
  await Promise.all(underWay);
  if (broken.signal.aborted) throw broken.signal.reason;
}

async function arrive(world: World, scenario: Scenario, random: Random, dueMs: number, idle: Cookies[]) {
  const cookies = idle.pop() ?? new Cookies();
  const { activeUsers } = world.telemetry.instruments;
  world.recorder.users += 1;
  activeUsers.add(1);
  try {
    await act(world, scenario, cookies, random, dueMs);
  } finally {
    world.recorder.users -= 1;
    activeUsers.add(-1);
    idle.push(cookies);
  }
}

function drop({ recorder, telemetry }: World): void {
  recorder.dropped += 1;
  telemetry.instruments.dropped.add(1);
}
