import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testTelemetry } from "@hipstershop/testkit";
import { expect, test } from "vitest";
import { RouterMetrics } from "../src/metrics.ts";
import { nodeServer, openPlayground } from "./playground.ts";

/** The samples of a scrape, by their name and labels as written. */
async function samples(scrape: Promise<string>): Promise<ReadonlyMap<string, number>> {
  const lines = (await scrape).split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]),
  );
}

const LABELS = 'app_route="default/hello",app_revision="hello-00001"';
const VERSION = 'service_version="0.0.0-test"';

test("requests, cold starts, instances and what waits are counted by route and revision", async () => {
  await using playground = await openPlayground();
  const { telemetry, folder } = playground;
  const gate = join(folder, "gate");
  writeFileSync(gate, "");
  const server = nodeServer(`if (request.url === "/hold") return void (globalThis.held = response);
globalThis.held?.end("held");
response.end("here");`);
  const command = `until [ -e "${gate}" ]; do sleep 0.02; done; ${server}`;
  await playground.deploy({ command, scale: { idleMs: 1, graceMs: 1 } });
  await expect.poll(() => playground.revision("hello-00001")).toMatchObject({ instances: 0 });
  rmSync(gate);
  const key = (name: string, rest = "") => `${name}{${LABELS}${rest},${VERSION}}`;
  const now = async (name: string) => (await samples(telemetry.scrape())).get(key(name));
  const held = playground.ask({ path: "/hold" });
  await expect.poll(() => now("router_held_requests")).toBe(1);
  writeFileSync(gate, "");
  await expect.poll(() => now("http_server_active_requests")).toBe(1);
  const during = await samples(telemetry.scrape());
  expect(during.get(key("router_instances", ',state="ready"'))).toBe(1);
  expect([(await playground.ask()).body, (await held).body]).toEqual(["here", "held"]);
  await playground.ask({ host: "nobody.example.com" });
  const after = await samples(telemetry.scrape());
  expect(after.get(key("router_cold_starts_total"))).toBe(1);
  expect(after.get(key("router_instance_start_duration_seconds_count", ',outcome="ready"'))).toBe(2);
  const answered = ',http_request_method="GET",http_response_status_code="200"';
  expect(after.get(key("http_server_request_duration_seconds_count", answered))).toBe(2);
  const nowhere = `app_route="",app_revision="",http_request_method="GET",http_response_status_code="404",${VERSION}`;
  expect(after.get(`http_server_request_duration_seconds_count{${nowhere}}`)).toBe(1);
});

test("a thousand series are told apart, and the others counted together", async () => {
  await using telemetry = await testTelemetry("router", { metrics: { host: "127.0.0.1", port: 0 } });
  const metrics = new RouterMetrics(telemetry);
  const span = telemetry.tracer.startSpan("a");
  for (let i = 0; i < 1100; i += 1) metrics.request({ route: "a/b", revision: `b-${i}` }, "GET", 200, { ms: 1, span });
  const counts = [...(await samples(telemetry.scrape()))].filter(([name]) =>
    name.includes("request_duration_seconds_count"),
  );
  expect(counts).toHaveLength(1001);
  expect(counts.find(([name]) => name.includes("overflow"))?.[1]).toBe(100);
});
