import { expect, test } from "vitest";
import { FlagSync } from "@hipstershop/contract";
import { implement, serve } from "@hipstershop/rpc";
import { freePort, StateChanges, testTelemetry } from "@hipstershop/testkit";
import { FlagFeed } from "../src/flag-feed.ts";

/** A flag service whose configuration is a number that can be sent on. */
async function startFlags(port: number) {
  const changes = new StateChanges();
  let version = 1;
  const handlers = {
    async *syncFlags(_: unknown, { signal }: { readonly signal: AbortSignal }) {
      for (let sent = 0; ; sent = version) {
        await changes.until(() => (version > sent ? version : undefined), signal);
        yield { flagConfiguration: String(version) };
      }
    },
    fetchAllFlags: () => ({}),
    getMetadata: () => ({}),
  };
  const options = { host: "127.0.0.1", port, reflection: false, connectionAgeMs: 0 };
  const server = await serve([implement(FlagSync, handlers)], options, await testTelemetry());
  return {
    ...server,
    change() {
      version += 1;
      changes.changed();
    },
  };
}

test(
  "sends the flags at once, after each change, and again from a service that is back",
  { timeout: 30_000 },
  async () => {
    const port = await freePort();
    const received: string[] = [];
    const arrivals = new StateChanges();
    const until = (count: number) => arrivals.until(() => (received.length >= count ? received : undefined));
    const feed = new FlagFeed(`127.0.0.1:${port}`, (configuration) => {
      received.push(configuration);
      arrivals.changed();
    });
    const first = await startFlags(port);
    expect(await until(1)).toEqual(["1"]);
    first.change();
    expect(await until(2)).toEqual(["1", "2"]);
    await first[Symbol.asyncDispose]();
    const second = await startFlags(port);
    expect(await until(3)).toEqual(["1", "2", "1"]);
    feed[Symbol.dispose]();
    await second[Symbol.asyncDispose]();
  },
);
