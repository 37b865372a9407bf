import { setTimeout as delay } from "node:timers/promises";
import { Cookies } from "../visitor/cookies.ts";
import { deckOf, isMine, shareOf, usersAt, usersMax } from "./plan.ts";
import { Random } from "../scenarios/random.ts";
import { index } from "../scenarios/home.ts";
import type { RunSettings } from "../settings/settings.ts";
import { act, type World } from "../visitor/shopper.ts";

/** What a user does first, as the report calls it. */
export const START = "start";

const LOOK_EVERY_MS = 100;

/** Users who do one thing after the other, and think in between. Resolves when they have all gone. */
export async function runClosed(world: World, settings: RunSettings, stop: AbortSignal): Promise<void> {
  const most = usersMax(settings);
  const at = new Map<number, AbortController>();
  const gone: Promise<void>[] = [];
  const startedMs = performance.now();
  const failed = Promise.withResolvers<never>();
  // Users that are to leave when fewer are wanted, and those that are yet to come.
  const adjust = (): void => {
    const wanted = usersAt(performance.now() - startedMs, settings);
    for (let number = 0; number < most; number += 1) {
      if (!isMine(number, settings.shard)) continue;
      if (number >= wanted) at.get(number)?.abort();
      else if (!at.has(number)) {
        const leave = new AbortController();
        at.set(number, leave);
        const user = runUser(world, settings, number, AbortSignal.any([stop, leave.signal])).finally(() => {
          if (leave.signal.aborted) at.delete(number);
        });
        user.catch(failed.reject);
        gone.push(user);
      }
    }
  };
  const timer = setInterval(adjust, LOOK_EVERY_MS);
  try {
    adjust();
    await Promise.race([finished(settings, gone, at, stop), failed.promise]);
  } finally {
    clearInterval(timer);
  }
  await Promise.all(gone);
}

/** At the end of the run, or as soon as every user has done its share of a limited number of actions. */
async function finished(
  settings: RunSettings,
  gone: readonly Promise<void>[],
  at: ReadonlyMap<number, AbortController>,
  stop: AbortSignal,
): Promise<void> {
  if (!stop.aborted && settings.iterations === Infinity) await aborted(stop);
  const mine = Array.from({ length: usersMax(settings) }, (_, number) => number).filter((number) =>
    isMine(number, settings.shard),
  );
  while (!stop.aborted && mine.some((number) => !at.has(number))) await pause(LOOK_EVERY_MS, stop);
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
    await act(world, { ...index, name: START }, cookies, random);
    for (let done = 0; done < share && !leave.aborted; done += 1) {
      if (think.maxMs > 0) await pause(random.between(think.minMs, think.maxMs), leave);
      if (!leave.aborted) await act(world, deck.draw(), cookies, random);
    }
  } finally {
    world.recorder.users -= 1;
    activeUsers.add(-1);
  }
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => {});
}

export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
