import { setTimeout as delay } from "node:timers/promises";
import { launchProcess } from "@hipstershop/shop/launch-process";
import type { Launch } from "@hipstershop/shop/launch";
import type { Check, CheckContext } from "../check.ts";
import { startCollector } from "../collector.ts";
import { NO_REDIS, redisProgram, startRedis } from "../redis.ts";
import { LAME_DUCK, REQUESTS_MIN, underLoad, visits } from "../replica-load.ts";
import { startShopUnderTest } from "../shop-under-test.ts";
import { type Replica, replicaOf } from "../two-replicas.ts";

const EXIT_MS_MAX = 5000;
/** Until visitors' calls wait for what hangs. */
const UNDER_WAY_MS = 500;

/** R4: one of two replicas of each service ends in order, three times, under load: nobody notices. */
export const rollingStops: Check = {
  id: "R4",
  title: "rolling stops of replicas of each service, under load; exits while Redis and the collector hang",
  inShortPart: false,
  async run(context) {
    const exits: number[] = [];
    const happen = async (replica: Replica) => void exits.push(await replica.stop());
    const result = await underLoad(context, { happen, toFrontends: true });
    if ("skipped" in result) return result;
    const hanging = await hangingExits(context);
    return {
      figures: [
        { name: "requests", value: result.requests, unit: "", atLeast: REQUESTS_MIN },
        result.replicas,
        { name: "failed requests", value: result.failed.length, unit: "", atMost: 0 },
        { name: "slowest exit", value: Math.round(Math.max(...exits)), unit: "ms", atMost: EXIT_MS_MAX },
        { name: "slowest exit, all hangs", value: slowest(hanging), unit: "ms", atMost: EXIT_MS_MAX },
      ],
      problems: result.failed.slice(0, 20),
      rows: [
        ["service", "exit while Redis and the collector hang, ms"],
        ...hanging.map(([name, ms]) => [name, `${ms}`]),
      ],
    };
  },
};

type Exit = readonly [service: string, ms: number];

const slowest = (exits: readonly Exit[]) => Math.max(...exits.map(([, ms]) => ms));

/** How long each service takes to end while Redis is frozen, the collector never answers, and calls are under way. */
async function hangingExits({ signal, progress }: CheckContext): Promise<readonly Exit[]> {
  const program = redisProgram();
  if (program === undefined) throw new Error(NO_REDIS);
  await using stack = new AsyncDisposableStack();
  const redis = stack.use(await startRedis(program));
  const collector = stack.use(await startCollector("hanging"));
  const replicas: Replica[] = [];
  const launch: Launch = async (service, variables, events) => {
    const launched = await launchProcess(service, variables, events);
    replicas.push(replicaOf(service.name, 1, launched));
    return launched;
  };
  const variables = { REDIS_ADDR: redis.address, LAME_DUCK, OTEL_EXPORTER_JAEGER_ENDPOINT: collector.endpoint };
  const shop = stack.use(await startShopUnderTest(variables, launch));
  stack.use(
    visits(
      () => shop.url,
      () => {},
    ),
  );
  await delay(UNDER_WAY_MS);
  redis.freeze();
  const exits: Exit[] = [];
  for (const replica of replicas) {
    signal.throwIfAborted();
    progress(`${replica.service} ends while Redis and the collector hang`);
    await delay(UNDER_WAY_MS);
    exits.push([replica.service, Math.round(await replica.stop())]);
    await replica.start();
  }
  return exits;
}
