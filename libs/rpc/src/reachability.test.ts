import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Reachability } from "./reachability.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** The result of a wait; undefined while it lasts. */
function watched(wait: Promise<boolean>) {
  const seen: { here?: boolean } = {};
  void wait.then((here) => (seen.here = here));
  return seen;
}

/** Lets pending promises settle. */
const turn = () => vi.advanceTimersByTimeAsync(0);

function lost(waitForReadyMs?: number): Reachability {
  const reachability = new Reachability(waitForReadyMs);
  reachability.reached();
  reachability.unreachable();
  return reachability;
}

test("what is there is not waited for", async () => {
  const reachability = new Reachability();
  reachability.reached();
  expect(reachability.isReachable).toBe(true);
  expect(await reachability.wait({})).toBe(true);
});

describe("what was there a moment ago", () => {
  test("is waited for through failed attempts, and everybody goes on when it is back", async () => {
    const reachability = lost();
    const both = [watched(reachability.wait({})), watched(reachability.wait({}))];
    await vi.advanceTimersByTimeAsync(2000);
    reachability.unreachable();
    await turn();
    expect(both).toEqual([{}, {}]);
    reachability.reached();
    await turn();
    expect(both).toEqual([{ here: true }, { here: true }]);
  });

  test("is given up four seconds after it was lost, by all at once, whenever they came", async () => {
    const reachability = lost();
    const early = watched(reachability.wait({}));
    await vi.advanceTimersByTimeAsync(3900);
    reachability.unreachable();
    const late = watched(reachability.wait({}));
    expect(reachability.isWorthWaitingFor).toBe(true);
    await vi.advanceTimersByTimeAsync(100);
    expect([early, late]).toEqual([{ here: false }, { here: false }]);
    expect(reachability.isWorthWaitingFor).toBe(false);
    expect(await reachability.wait({})).toBe(false);
  });

  test("is waited for anew when it was back in between", async () => {
    const reachability = lost();
    await vi.advanceTimersByTimeAsync(3900);
    reachability.reached();
    reachability.unreachable();
    const wait = watched(reachability.wait({}));
    await vi.advanceTimersByTimeAsync(3900);
    expect(wait).toEqual({});
    await vi.advanceTimersByTimeAsync(100);
    expect(wait).toEqual({ here: false });
  });
});

describe("nobody waits longer than it makes sense", () => {
  test.each([
    [50, 45],
    [2000, 1900],
  ])("a deadline in %i ms ends the wait after %i: the caller still hears why", async (deadlineMs, waitMs) => {
    const wait = watched(lost().wait({ deadline: Date.now() + deadlineMs }));
    await vi.advanceTimersByTimeAsync(waitMs - 1);
    expect(wait).toEqual({});
    await vi.advanceTimersByTimeAsync(1);
    expect(wait).toEqual({ here: false });
  });

  test("a deadline that has passed begins none", async () => {
    expect(await lost().wait({ deadline: Date.now() - 1 })).toBe(false);
  });

  test("a caller that leaves ends its own wait, and no other", async () => {
    const reachability = lost();
    const controller = new AbortController();
    const leaving = watched(reachability.wait({ signal: controller.signal }));
    const staying = watched(reachability.wait({}));
    controller.abort();
    await turn();
    expect([leaving, staying]).toEqual([{ here: false }, {}]);
    expect(await reachability.wait({ signal: controller.signal })).toBe(false);
  });

  test("no timer is left behind", async () => {
    const reachability = lost();
    const wait = reachability.wait({});
    reachability.reached();
    await wait;
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("what was never there", () => {
  test("is waited for until its first attempt has failed", async () => {
    const reachability = new Reachability();
    const wait = watched(reachability.wait({}));
    await turn();
    expect(wait).toEqual({});
    reachability.unreachable();
    await turn();
    expect(wait).toEqual({ here: false });
    expect(await reachability.wait({})).toBe(false);
  });

  test("or, when the attempt hangs, for four seconds from the first who asked", async () => {
    const reachability = new Reachability();
    await vi.advanceTimersByTimeAsync(60_000);
    const wait = watched(reachability.wait({}));
    await vi.advanceTimersByTimeAsync(3999);
    expect(wait).toEqual({});
    await vi.advanceTimersByTimeAsync(1);
    expect(wait).toEqual({ here: false });
    expect(await reachability.wait({})).toBe(false);
  });
});

describe("without patience", () => {
  test("a lost connection is waited for until the next attempt has failed", async () => {
    const reachability = lost(0);
    const wait = watched(reachability.wait({}));
    await turn();
    expect(wait).toEqual({});
    reachability.unreachable();
    await turn();
    expect(wait).toEqual({ here: false });
    expect(await reachability.wait({})).toBe(false);
  });

  test("and for a quarter of a second when that attempt hangs", async () => {
    const wait = watched(lost(0).wait({}));
    await vi.advanceTimersByTimeAsync(249);
    expect(wait).toEqual({});
    await vi.advanceTimersByTimeAsync(1);
    expect(wait).toEqual({ here: false });
  });
});
