import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Presence } from "./presence.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** How a wait stands: undefined while it lasts. */
function watched(wait: Promise<boolean>) {
  const seen: { here?: boolean } = {};
  void wait.then((here) => (seen.here = here));
  return seen;
}

/** Lets promises run. */
const turn = () => vi.advanceTimersByTimeAsync(0);

function lost(patienceMs?: number): Presence {
  const presence = new Presence(patienceMs);
  presence.found();
  presence.missed();
  return presence;
}

test("what is there is not waited for", async () => {
  const presence = new Presence();
  presence.found();
  expect(presence.isHere).toBe(true);
  expect(await presence.wait({})).toBe(true);
});

describe("what was there a moment ago", () => {
  test("is waited for through failed attempts, and everybody goes on when it is back", async () => {
    const presence = lost();
    const both = [watched(presence.wait({})), watched(presence.wait({}))];
    await vi.advanceTimersByTimeAsync(2000);
    presence.missed();
    await turn();
    expect(both).toEqual([{}, {}]);
    presence.found();
    await turn();
    expect(both).toEqual([{ here: true }, { here: true }]);
  });

  test("is given up four seconds after it was lost, by all at once, whenever they came", async () => {
    const presence = lost();
    const early = watched(presence.wait({}));
    await vi.advanceTimersByTimeAsync(3900);
    presence.missed();
    const late = watched(presence.wait({}));
    expect(presence.isExpected).toBe(true);
    await vi.advanceTimersByTimeAsync(100);
    expect([early, late]).toEqual([{ here: false }, { here: false }]);
    expect(presence.isExpected).toBe(false);
    expect(await presence.wait({})).toBe(false);
  });

  test("is waited for anew when it was back in between", async () => {
    const presence = lost();
    await vi.advanceTimersByTimeAsync(3900);
    presence.found();
    presence.missed();
    const wait = watched(presence.wait({}));
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
    const presence = lost();
    const controller = new AbortController();
    const leaving = watched(presence.wait({ signal: controller.signal }));
    const staying = watched(presence.wait({}));
    controller.abort();
    await turn();
    expect([leaving, staying]).toEqual([{ here: false }, {}]);
    expect(await presence.wait({ signal: controller.signal })).toBe(false);
  });

  test("no timer is left behind", async () => {
    const presence = lost();
    const wait = presence.wait({});
    presence.found();
    await wait;
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("what was never there", () => {
  test("is waited for until its first attempt has failed", async () => {
    const presence = new Presence();
    const wait = watched(presence.wait({}));
    await turn();
    expect(wait).toEqual({});
    presence.missed();
    await turn();
    expect(wait).toEqual({ here: false });
    expect(await presence.wait({})).toBe(false);
  });

  test("or, when the attempt hangs, for four seconds from the first who asked", async () => {
    const presence = new Presence();
    await vi.advanceTimersByTimeAsync(60_000);
    const wait = watched(presence.wait({}));
    await vi.advanceTimersByTimeAsync(3999);
    expect(wait).toEqual({});
    await vi.advanceTimersByTimeAsync(1);
    expect(wait).toEqual({ here: false });
    expect(await presence.wait({})).toBe(false);
  });
});

describe("without patience", () => {
  test("a lost connection is waited for until the next attempt has failed", async () => {
    const presence = lost(0);
    const wait = watched(presence.wait({}));
    await turn();
    expect(wait).toEqual({});
    presence.missed();
    await turn();
    expect(wait).toEqual({ here: false });
    expect(await presence.wait({})).toBe(false);
  });

  test("and for a second when that attempt hangs", async () => {
    const wait = watched(lost(0).wait({}));
    await vi.advanceTimersByTimeAsync(999);
    expect(wait).toEqual({});
    await vi.advanceTimersByTimeAsync(1);
    expect(wait).toEqual({ here: false });
  });
});
