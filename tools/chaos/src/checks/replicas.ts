import { setTimeout as delay } from "node:timers/promises";
import type { Check, CheckContext, Figure, Finding } from "../check.ts";
import { NO_REDIS, redisProgram, startRedis } from "../redis.ts";
import { BACKENDS, startShopUnderTest } from "../shop-under-test.ts";
import { type Replica, TwoReplicas } from "../two-replicas.ts";
import { ACTIONS, Visitor } from "../visitor.ts";

const VISITORS = 8;
const TIMES = 3;
/** Load before, between and after what happens to a replica, in milliseconds. */
const BETWEEN_MS = 700;
const REQUESTS_MIN = 10_000;
const EXIT_MS_MAX = 5000;
const KILLED_SHARE_MAX = 0.05;

/** R4: one of two replicas of each service ends in order, three times, under load: nobody notices. */
export const rollingStops: Check = {
  id: "R4",
  title: "rolling stops of one of two replicas of each service, under load",
  inShortPart: false,
  async run(context) {
    const exits: number[] = [];
    const result = await underLoad(context, async (replica) => void exits.push(await replica.stop()));
    if ("skipped" in result) return result;
    return {
      figures: [
        { name: "requests", value: result.requests, unit: "", atLeast: REQUESTS_MIN },
        { name: "failed requests", value: result.failed.length, unit: "", atMost: 0 },
        endedFigure(result),
        { name: "slowest exit", value: Math.round(Math.max(...exits)), unit: "ms", atMost: EXIT_MS_MAX },
      ],
      problems: result.failed.slice(0, 20),
    };
  },
};

/** R5: the same by kill -9. */
export const killedReplicas: Check = {
  id: "R5",
  title: "kill -9 of one of two replicas of each service, under load",
  inShortPart: false,
  async run(context) {
    const result = await underLoad(context, (replica) => replica.kill());
    if ("skipped" in result) return result;
    const share = (100 * result.failed.length) / result.requests;
    return {
      figures: [
        { name: "requests", value: result.requests, unit: "", atLeast: REQUESTS_MIN },
        { name: "failed requests", value: share, unit: "%", atMost: KILLED_SHARE_MAX },
        endedFigure(result),
      ],
      problems: share > KILLED_SHARE_MAX ? result.failed.slice(0, 20) : [],
      rows: [["failed"], ...result.failed.slice(0, 20).map((text) => [text])],
    };
  },
};

/** Each backend has a second replica, which is ended several times. */
const endedFigure = ({ ended }: Load): Figure => ({
  name: "replicas ended",
  value: ended,
  unit: "",
  atLeast: BACKENDS.length * TIMES,
});

interface Load {
  readonly requests: number;
  readonly ended: number;
  /** What failed, one sentence each. */
  readonly failed: readonly string[];
}

type Skipped = Finding & { readonly skipped: string };

/** Visitors do everything in turn while something happens to the second replica of each service, and it comes back. */
async function underLoad(
  { signal, progress }: CheckContext,
  happen: (replica: Replica) => Promise<void>,
): Promise<Load | Skipped> {
  const program = redisProgram();
  if (program === undefined) return { figures: [], problems: [], skipped: NO_REDIS };
  await using stack = new AsyncDisposableStack();
  const redis = stack.use(await startRedis(program));
  const two = new TwoReplicas();
  const shop = stack.use(await startShopUnderTest({ REDIS_ADDR: redis.address }, two.launch));
  const load = { requests: 0, ended: 0, failed: new Array<string>() };
  let now = "before";
  const over = new AbortController();
  const visit = async () => {
    while (!over.signal.aborted && !signal.aborted) {
      const visitor = new Visitor(shop.url);
      for (const action of ["add", ...ACTIONS] as const) {
        const { status, tookMs } = await visitor.act(action);
        load.requests += 1;
        // A cart that was lost is a refused order.
        if (status === 0 || status >= 400)
          load.failed.push(`${now}: ${action} ${status} after ${Math.round(tookMs)} ms`);
      }
    }
  };
  const visits = Array.from({ length: VISITORS }, visit);
  // Before the shop is closed, also when something fails.
  stack.defer(async () => {
    over.abort();
    await Promise.all(visits);
  });
  for (const replica of two.replicas) {
    for (let i = 0; i < TIMES; i++) {
      signal.throwIfAborted();
      now = `${replica.service}, time ${i + 1}`;
      progress(`${now}: ${load.requests} requests, ${load.failed.length} failed`);
      await delay(BETWEEN_MS);
      await happen(replica);
      load.ended += 1;
      await delay(BETWEEN_MS);
      await replica.start();
    }
  }
  progress("the rest of the requests");
  while (load.requests < REQUESTS_MIN && !signal.aborted) await delay(100);
  return load;
}
