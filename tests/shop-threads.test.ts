import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { launchInThreads } from "@hipstershop/shop/launch-thread";
import { services } from "@hipstershop/shop/topology";
import { afterAll, afterEach, expect, test } from "vitest";
import { endShops, openShop, removeFolders, stateFolder } from "./support/shop-command.ts";

afterEach(endShops);
afterAll(removeFolders);

interface Span {
  readonly spanID: string;
  readonly processID: string;
  readonly references: readonly { readonly spanID: string }[];
}

/** The services of a trace, and how many of its spans have a parent that is not there. */
async function traceOf(traces: string, traceId: string) {
  const answer = await fetch(`${traces}/api/traces/${traceId}`);
  const { data } = (await answer.json()) as {
    data: { spans: Span[]; processes: Record<string, { serviceName: string }> }[] | null;
  };
  const [trace = { spans: [], processes: {} }] = data ?? [];
  const known = new Set([CALLER, ...trace.spans.map(({ spanID }) => spanID)]);
  const hasParent = ({ references }: Span) => references.some(({ spanID }) => known.has(spanID));
  return {
    services: new Set(trace.spans.map(({ processID }) => trace.processes[processID]?.serviceName)),
    withoutParent: trace.spans.filter((span) => !hasParent(span)).length,
  };
}

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER = "00f067aa0ba902b7";

// Two cores have a thread for the frontend, four one for each of the services that cost most.
test.each([1, 2, 4])("a page of a shop in %i threads is one whole trace, and Ctrl-C ends it", async (threads) => {
  const { status, stop } = await openShop("--port-base", "0", "--threads", String(threads));
  expect(new Set(status.services.map(({ pid }) => pid)).size).toBe(1);
  expect(status.services.map(({ state }) => state)).toEqual(services.map(() => "serving"));
  const page = await fetch(status.frontend, { headers: { b3: `${TRACE}-${CALLER}-1` } });
  expect([page.status, await page.text()]).toEqual([200, expect.stringContaining("Vintage")]);
  const asked = ["frontend", "currencyservice", "productcatalogservice", "cartservice"];
  await expect
    .poll(() => traceOf(status.traces, TRACE))
    .toEqual({
      services: expect.toSatisfy((seen: Set<string>) => asked.every((name) => seen.has(name))),
      withoutParent: 0,
    });
  for (const { metrics } of status.services) expect((await fetch(metrics ?? "")).status).toBe(200);
  expect(await stop()).toBe(0);
  await expect(fetch(status.frontend)).rejects.toThrow("fetch failed");
});

test("a service that can't listen in its thread says why, as one in the main thread", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const address = taken.address();
  const port = typeof address === "object" ? String(address?.port) : "";
  const currency = services.find(({ name }) => name === "currencyservice");
  if (!currency) throw new Error("there is no currency service");
  const variables = {
    PORT: port,
    LISTEN_ADDR: "127.0.0.1",
    OTEL_SDK_DISABLED: "true",
    LOG_FILE: join(stateFolder(), "currency.log"),
  };
  const started = launchInThreads(3)(currency, variables, { printLine: () => {}, onChange: () => {} });
  await expect(started).rejects.toThrow(`currencyservice can't listen on 127.0.0.1:${port}: the port is taken`);
  taken.close();
  await once(taken, "close");
});
