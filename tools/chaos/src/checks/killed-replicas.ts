import { setTimeout as delay } from "node:timers/promises";
import type { Check, CheckContext, Figure } from "../check.ts";
import { startRefusingService } from "../refusing-service.ts";
import { REQUESTS_MIN, underLoad, visits } from "../replica-load.ts";
import { startShopUnderTest } from "../shop-under-test.ts";

const KILLED_SHARE_MAX = 0.05;
/** Services whose outage is counted: those that are called most, by two and by three others. */
const REFUSING = ["currencyservice", "productcatalogservice"] as const;
/** Each caller may repeat 50 calls before it gives up repeating: below a tenth of these. */
const CALLS_MEANT = 2000;
const OUTAGE_MS_MAX = 180_000;
const ARRIVING_PER_MEANT_MAX = 1.1;

/** R5: one of two replicas is killed, three times; and what an outage adds to the calls of a service. */
export const killedReplicas: Check = {
  id: "R5",
  title: "kill -9 of replicas of each service, under load; calls that a full outage adds",
  inShortPart: false,
  async run(context) {
    const result = await underLoad(context, { happen: (replica) => replica.kill(), toFrontends: false });
    if ("skipped" in result) return result;
    const share = (100 * result.failed.length) / result.requests;
    return {
      figures: [
        { name: "requests", value: result.requests, unit: "", atLeast: REQUESTS_MIN },
        result.replicas,
        { name: "failed requests", value: share, unit: "%", atMost: KILLED_SHARE_MAX },
        ...(await outages(context)),
      ],
      problems: share > KILLED_SHARE_MAX ? result.failed.slice(0, 20) : [],
      rows: [["failed"], ...result.failed.slice(0, 20).map((text) => [text])],
    };
  },
};

/** Calls that arrive at services that refuse all of them, for each call that was meant. */
async function outages({ signal, progress }: CheckContext): Promise<readonly Figure[]> {
  await using stack = new AsyncDisposableStack();
  const shop = stack.use(await startShopUnderTest());
  stack.use(
    visits(
      () => shop.url,
      () => {},
    ),
  );
  const figures: Figure[] = [];
  for (const name of REFUSING) {
    await shop.kill(name);
    {
      await using refusing = await startRefusingService(shop.address(name));
      const until = performance.now() + OUTAGE_MS_MAX;
      while (refusing.meant() < CALLS_MEANT && performance.now() < until) {
        signal.throwIfAborted();
        progress(`${name} refuses: ${refusing.meant()} calls`);
        await delay(100);
      }
      const meant = refusing.meant();
      const arriving = (meant + refusing.repeated()) / meant;
      figures.push(
        { name: `calls meant (${name} refuses)`, value: meant, unit: "", atLeast: CALLS_MEANT },
        { name: "arriving for each", value: arriving, unit: "", atMost: ARRIVING_PER_MEANT_MAX },
      );
    }
    await shop.revive(name);
  }
  return figures;
}
