import { FlagSync } from "@hipstershop/contract";
import { type Call, implement, serve } from "@hipstershop/rpc";
import { aborted, freePort, StateChanges, testTelemetry } from "@hipstershop/testkit";
import { expect, test } from "vitest";
import { FlagFeed } from "./flag-feed.ts";

const changes = new StateChanges();

/** Serves flagd's sync protocol with these configurations, each stream from the first. */
async function startFlags(port: number, ...configurations: readonly string[]) {
  const stack = new AsyncDisposableStack();
  const telemetry = stack.use(await testTelemetry());
  const sync = implement(FlagSync, {
    async *syncFlags(_: unknown, { signal }: Call) {
      for (const flagConfiguration of configurations) yield { flagConfiguration };
      await aborted(signal);
    },
    fetchAllFlags: () => ({ flagConfiguration: "" }),
    getMetadata: () => ({}),
  });
  const options = { host: "127.0.0.1", port, reflection: false, connectionAgeMs: 0 };
  const server = stack.use(await serve([sync], options, telemetry));
  return { port: server.port, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/** Follows the flags at a port, and notes what is reported. */
function follow(port: number) {
  const seen: string[] = [];
  const note = (what: string) => {
    seen.push(what);
    changes.changed();
  };
  const feed = new FlagFeed(`127.0.0.1:${port}`, {
    onFlags: note,
    onLost: () => note("lost"),
    onFound: () => note("found"),
  });
  const until = (count: number) => changes.until(() => (seen.length >= count ? seen : undefined));
  return { until, [Symbol.dispose]: () => feed[Symbol.dispose]() };
}

test("each configuration is reported once, also when another stream repeats it", async () => {
  const first = await startFlags(0, "one", "one", "two");
  using feed = follow(first.port);
  expect(await feed.until(2)).toEqual(["one", "two"]);
  await first[Symbol.asyncDispose]();
  await using _ = await startFlags(first.port, "two", "three");
  expect(await feed.until(3)).toEqual(["one", "two", "three"]);
}, 15_000);

test("a server that stays away is reported once, and so is that it is back", async () => {
  const port = await freePort();
  using feed = follow(port);
  expect(await feed.until(1)).toEqual(["lost"]);
  await using _ = await startFlags(port, "one");
  expect(await feed.until(3)).toEqual(["lost", "found", "one"]);
}, 20_000);
