import { setTimeout as delay } from "node:timers/promises";
import { Cookies } from "../visitor/cookies.ts";
import { deckOf, isInShard, shareOf, usersAt, usersMax } from "./plan.ts";
import { Random } from "@hipstershop/random";
import { index } from "../scenarios/home.ts";
import type { RunSettings } from "../settings/settings.ts";
import { performAction, type World } from "../visitor/shopper.ts";

/** The name in reports of every user's first action, a visit to the home page. */
export const START = "start";

const ADJUST_EVERY_MS = 100;

/** The closed model: users who perform one action after the other, with think times between. Resolves when all have left. */
export async function runClosed(world: World, settings: RunSettings, stop: AbortSignal): Promise<void> {
  const most = usersMax(settings);
  const controllers = new Map<number, AbortController>();
  const gone: Promise<void>[] = [];
  const startedMs = performance.now();
  const failed = Promise.withResolvers<never>();
  /** Starts users that are missing and stops those beyond the number wanted now. */
  const adjustUsers = (): void => {
    const wanted = usersAt(performance.now() - startedMs, settings);
    for (let number = 0; number < most; number += 1) {
      if (!isInShard(number, settings.shard)) continue;
      if (number >= wanted) controllers.get(number)?.abort();
      else if (!controllers.has(number)) {
        const leave = new AbortController();
        controllers.set(number, leave);
        const user = runUser(world, settings, number, AbortSignal.any([stop, leave.signal])).finally(() => {
          if (leave.signal.aborted) controllers.delete(number);
        });
        user.catch(failed.reject);
        gone.push(user);
      }
    }
  };
  const timer = setInterval(adjustUsers, ADJUST_EVERY_MS);
  try {
    adjustUsers();
    await Promise.race([waitForEnd(settings, gone, controllers, stop), failed.promise]);
  } finally {
    clearInterval(timer);
  }
  await Promise.all(gone);
}

/** Resolves at the end of the run, or earlier when --iterations is reached: every user has come and done its share. */
async function waitForEnd(
  settings: RunSettings,
  gone: readonly Promise<void>[],
  at: ReadonlyMap<number, AbortController>,
  stop: AbortSignal,
): Promise<void> {
  if (!stop.aborted && settings.iterations === Infinity) await untilAborted(stop);
  const mine = Array.from({ length: usersMax(settings) }, (_, number) => number).filter((number) =>
    isInShard(number, settings.shard),
  );
  while (!stop.aborted && mine.some((number) => !at.has(number))) await pauseFor(ADJUST_EVERY_MS, stop);
  await Promise.all(gone);
}

async function runUser(world: World, settings: RunSettings, number: number, leave: AbortSignal): Promise<void> {
  const { think, seed, iterations } = settings;
  const [random, deck] = [new Random(seed, number), deckOf(settings, number)];
  const cookies = new Cookies();
  const share = shareOf(iterations, number, usersMax(settings));
  if (share === 0) return;
  const { activeUsers } = world.telemetry.instruments;
  world.recorder.users += 1;
  activeUsers.add(1);
  try {
    await performAction({ world, scenario: { ...index, name: START }, cookies, random });
    for (let done = 0; done < share && !leave.aborted; done += 1) {
      if (think.maxMs > 0) await pauseFor(random.between(think.minMs, think.maxMs), leave);
      if (!leave.aborted) await performAction({ world, scenario: deck.draw(), cookies, random });
    }
  } finally {
    world.recorder.users -= 1;
    activeUsers.add(-1);
  }
}

async function pauseFor(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
