import { expect, test } from "vitest";
import { FlagSync } from "@hipstershop/contract";
import { implement, serve } from "@hipstershop/rpc";
import { freePort, StateChanges, testTelemetry } from "@hipstershop/testkit";
import { FlagFeed } from "../src/flag-feed.ts";

/** A flag service whose configuration is a number that can be sent on. */
async function startFlags(port: number) {
  const changes = new StateChanges();
  let version = 1;
  let sends = 0;
  const handlers = {
    async *syncFlags(_: unknown, { signal }: { readonly signal: AbortSignal }) {
      for (let sent = 0; ; sent = version) {
        await changes.until(() => (version > sent ? version : undefined), signal);
        yield { flagConfiguration: String(version) };
        sends += 1;
        changes.changed();
      }
    },
    fetchAllFlags: () => ({}),
    getMetadata: () => ({}),
  };
  const options = { host: "127.0.0.1", port, reflection: false, connectionAgeMs: 0 };
  const server = await serve([implement(FlagSync, handlers)], options, await testTelemetry());
  return {
    ...server,
    /** Resolves when a client has got the flags. */
    followed: () => changes.until(() => (sends > 0 ? sends : undefined)),
    change() {
      version += 1;
      changes.changed();
    },
  };
}

/** Follows the flags at a port. `until` waits for so many reports: configurations, "lost" and "found". */
function follow(port: number) {
  const seen: string[] = [];
  const reports = new StateChanges();
  const report = (what: string) => {
    seen.push(what);
    reports.changed();
  };
  const events = { onFlags: report, onLost: () => report("lost"), onFound: () => report("found") };
  const feed = new FlagFeed(`127.0.0.1:${port}`, events);
  return {
    until: (count: number) => reports.until(() => (seen.length >= count ? seen : undefined)),
    [Symbol.dispose]: () => feed[Symbol.dispose](),
  };
}

test("sends the flags at once, after each change, and again from a service that is back", async () => {
  const port = await freePort();
  using feed = follow(port);
  const first = await startFlags(port);
  expect(await feed.until(1)).toEqual(["1"]);
  first.change();
  expect(await feed.until(2)).toEqual(["1", "2"]);
  await first[Symbol.asyncDispose]();
  await using second = await startFlags(port);
  expect(await feed.until(3)).toEqual(["1", "2", "1"]);
  expect(second.port).toBe(port);
});

test("does not repeat flags that another stream sends again", async () => {
  const first = await startFlags(0);
  using feed = follow(first.port);
  expect(await feed.until(1)).toEqual(["1"]);
  await first[Symbol.asyncDispose]();
  await using second = await startFlags(first.port);
  await second.followed();
  second.change();
  expect(await feed.until(2)).toEqual(["1", "2"]);
});

test("says once that nobody answers for some seconds, and that somebody does again", async () => {
  const port = await freePort();
  using feed = follow(port);
  expect(await feed.until(1)).toEqual(["lost"]);
  await using _ = await startFlags(port);
  expect(await feed.until(3)).toEqual(["lost", "found", "1"]);
});
