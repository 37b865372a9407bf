import { directFetch } from "@hipstershop/runtime";
import { z } from "zod";

/** What a learner has in the trace store. */
export interface StoreRoom {
  readonly traces: number;
  /** Age of the oldest of them, in seconds. */
  readonly oldestAgeSeconds: number;
}

const ANSWER_MS_MAX = 1000;

const state = z.object({
  parties: z.array(
    z.object({ party: z.string(), learner: z.string(), traces: z.number(), oldestAgeSeconds: z.number() }),
  ),
});

/**
 * The rooms of learners in the shop's own trace store, by name; undefined where the store is another one, which does not
 * tell, or does not answer.
 *
 * @param api base of the query API, without a slash at its end
 */
export async function storeRooms(api: string): Promise<ReadonlyMap<string, StoreRoom> | undefined> {
  try {
    const answer = await directFetch(`${api}/api/store`, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    const body: unknown = await answer.json();
    const { parties } = state.parse(body);
    const learners = parties.filter(({ party }) => party === "learner");
    return new Map(learners.map(({ learner, traces, oldestAgeSeconds }) => [learner, { traces, oldestAgeSeconds }]));
  } catch {
    return undefined;
  }
}
