import { setTimeout as delay } from "node:timers/promises";
import type { CheckContext, Figure, Finding } from "./check.ts";
import { ReadyFrontends } from "./ready-frontends.ts";
import { NO_REDIS, redisProgram, startRedis } from "./redis.ts";
import { BACKENDS, startShopUnderTest } from "./shop-under-test.ts";
import { type Replica, TwoReplicas } from "./two-replicas.ts";
import { ACTIONS, Visitor } from "./visitor.ts";

const VISITORS = 8;
/** Load before, between and after what happens to a replica, in milliseconds. */
const BETWEEN_MS = 700;
const TIMES = 3;
export const REQUESTS_MIN = 10_000;
/** How long a frontend that is to stop still takes requests, as in the manifests. */
export const LAME_DUCK = "1s";

interface Load {
  readonly requests: number;
  /** Replicas that something happened to. */
  readonly replicas: Figure;
  /** What failed, one sentence each. */
  readonly failed: readonly string[];
}

type Skipped = Finding & { readonly skipped: string };

/** What happens to a shop with two replicas of each service. */
export interface Happening {
  /** Three times to each service: to its second replica, its first, its second. */
  readonly happen: (replica: Replica) => Promise<void>;
  /** Whether it happens to frontends, too. */
  readonly toFrontends: boolean;
}

/** Visitors do everything in turn while something happens to a replica, and it comes back. */
export async function underLoad({ signal, progress }: CheckContext, happening: Happening): Promise<Load | Skipped> {
  const program = redisProgram();
  if (program === undefined) return { figures: [], problems: [], skipped: NO_REDIS };
  await using stack = new AsyncDisposableStack();
  const redis = stack.use(await startRedis(program));
  const two = new TwoReplicas();
  stack.use(await startShopUnderTest({ REDIS_ADDR: redis.address, LAME_DUCK }, two.launch));
  const frontends = stack.use(new ReadyFrontends(two.urls));
  const load = { requests: 0, failed: new Array<string>() };
  let ended = 0;
  let now = "before";
  stack.use(
    visits(frontends.next, (what, status, tookMs) => {
      load.requests += 1;
      // A cart that was lost is a refused order.
      if (status === 0 || status >= 400) load.failed.push(`${now}: ${what} ${status} after ${Math.round(tookMs)} ms`);
    }),
  );
  const turns = inTurn([...two.replicas, ...(happening.toFrontends ? two.frontends : [])]);
  for (const [i, replica] of turns.entries()) {
    signal.throwIfAborted();
    now = `${replica.service} ${replica.number}, time ${(i % TIMES) + 1}`;
    progress(`${now}: ${load.requests} requests, ${load.failed.length} failed`);
    await delay(BETWEEN_MS);
    await happening.happen(replica);
    ended += 1;
    await delay(BETWEEN_MS);
    await replica.start();
  }
  progress("the rest of the requests");
  while (load.requests < REQUESTS_MIN && !signal.aborted) await delay(100);
  return { ...load, replicas: { name: "replicas ended", value: ended, unit: "", atLeast: TIMES * BACKENDS.length } };
}

/** Of two replicas of each service the second, the first, and the second again. */
function inTurn(replicas: readonly Replica[]): readonly Replica[] {
  const seconds = replicas.filter(({ number }) => number === 2);
  return seconds.flatMap((second) => {
    const first = replicas.find(({ service, number }) => number === 1 && service === second.service);
    return [second, first ?? second, second];
  });
}

/** Visitors without pauses, who do everything in turn; they end before what was opened before them. */
export function visits(
  urlOf: () => string,
  answered: (what: string, status: number, tookMs: number) => void,
): AsyncDisposable {
  const over = new AbortController();
  const visit = async () => {
    while (!over.signal.aborted) {
      const visitor = new Visitor(urlOf);
      for (const action of ["add", ...ACTIONS] as const) {
        if (over.signal.aborted) return;
        const { status, tookMs } = await visitor.act(action);
        answered(action, status, tookMs);
      }
    }
  };
  const all = Promise.all(Array.from({ length: VISITORS }, visit));
  return {
    async [Symbol.asyncDispose]() {
      over.abort();
      await all;
    },
  };
}
