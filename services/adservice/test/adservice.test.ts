import { AdService, Health } from "@hipstershop/contract";
import { createClient } from "@hipstershop/rpc";
import { testTelemetry } from "@hipstershop/testkit";
import { expect, test } from "vitest";
import { startAdService } from "../src/index.ts";

async function startAds() {
  const stack = new AsyncDisposableStack();
  const telemetry = stack.use(await testTelemetry("adservice"));
  const service = stack.use(
    await startAdService({ port: 0, host: "127.0.0.1", reflection: true, connectionAgeMs: 0 }, telemetry),
  );
  const ads = stack.use(createClient(AdService, `127.0.0.1:${service.port}`, telemetry));
  const health = stack.use(createClient(Health, `127.0.0.1:${service.port}`, telemetry));
  return { ads, health, telemetry, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

test("ads fit the keys that were asked for", async () => {
  await using shop = await startAds();
  const { ads } = await shop.ads.getAds({ contextKeys: ["cycling"] });
  expect(ads.map(({ redirectUrl }) => redirectUrl)).toEqual(["/product/9SIQT8TOJO"]);
});

test.each([[[]], [["music"]], [Array.from({ length: 20_000 }, (_, i) => `key ${i}`)]])(
  "without a fitting ad two random ones are given (%#)",
  async (contextKeys) => {
    await using shop = await startAds();
    const { ads } = await shop.ads.getAds({ contextKeys });
    expect(new Set(ads.map(({ text }) => text)).size).toBe(2);
  },
);

test.each([
  [[], "no context given, random ads chosen"],
  [["music"], "no ads for this context, random ads chosen"],
  [["bike"], "ads chosen by context"],
])("the choice is a span of its own: %j, %s", async (contextKeys, event) => {
  await using shop = await startAds();
  await shop.ads.getAds({ contextKeys });
  const [retrieve, server] = shop.telemetry.spans();
  expect(retrieve?.name).toBe("Retrieve Ads");
  expect(retrieve?.parentSpanContext?.spanId).toBe(server?.spanContext().spanId);
  expect(retrieve?.attributes).toMatchObject({ method: "getAds", "app.ads.context_keys": contextKeys });
  expect(retrieve?.events.map(({ name }) => name)).toEqual([event]);
});

test("keys may repeat and be of any length; spans have no more than their beginnings", async () => {
  await using shop = await startAds();
  const long = `x${"\u{1f600}".repeat(100_000)}`;
  const { ads } = await shop.ads.getAds({ contextKeys: ["bike", long, "bike"] });
  expect(ads.map(({ redirectUrl }) => redirectUrl)).toEqual(["/product/9SIQT8TOJO", "/product/9SIQT8TOJO"]);
  const [retrieve] = shop.telemetry.spans();
  expect(retrieve?.attributes["app.ads.context_keys"]).toEqual(["bike", `x${"\u{1f600}".repeat(19)}\ufffd`, "bike"]);
  expect(retrieve?.attributes["app.ads.count"]).toBe(2);
});

test("only the first 100 keys are looked at", async () => {
  await using shop = await startAds();
  const { ads } = await shop.ads.getAds({ contextKeys: Array.from({ length: 300 }, () => "bike") });
  expect(ads).toHaveLength(100);
});

test("a key is a key in exactly its letters", async () => {
  await using shop = await startAds();
  for (const key of ["Bike", " bike", "__proto__", "constructor", ""]) {
    await shop.ads.getAds({ contextKeys: [key] });
  }
  const retrieved = shop.telemetry.spans().filter(({ name }) => name === "Retrieve Ads");
  const events = retrieved.flatMap((span) => span.events.map(({ name }) => name));
  expect(events).toEqual(Array.from({ length: 5 }, () => "no ads for this context, random ads chosen"));
});

test("health names the process and the service", async () => {
  await using shop = await startAds();
  expect(await shop.health.check({ service: "" })).toEqual({ status: "SERVING" });
  expect(await shop.health.check({ service: AdService.fullName })).toEqual({ status: "SERVING" });
});
