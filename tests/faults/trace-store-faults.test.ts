import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { FaultSwitches } from "@hipstershop/faults/switches";
import { processVariables } from "@hipstershop/runtime";
import { startTraceStore } from "@hipstershop/traceview";
import { expect, onTestFinished, test } from "vitest";
import { startFaultFlags } from "../support/flag-service.ts";
import { root } from "../support/workspace.ts";

const ON_FREE_PORTS = { host: "127.0.0.1", queryPort: 0, jaegerThriftPort: 0, otlpHttpPort: 0 } as const;
const FREE = ["query", "jaeger", "otlp-http", "otlp-grpc", "zipkin"].flatMap((name) => [`--${name}-port`, "0"]);
const inGermany = '{"if":[{"==":[{"var":"country"},"DE"]},"declined",null]}';
const shippingIsSlow = { name: "shippingSlow", variant: "800ms", targeted: false, targets: [] };

/** What the viewer learns about faults. */
async function told(url: string) {
  const { faults, faultsUrl } = (await (await fetch(`${url}/api/view/store`)).json()) as Record<string, unknown>;
  return { faults, faultsUrl };
}

test("a trace store that follows no flags knows of no faults", async () => {
  await using traces = await startTraceStore(ON_FREE_PORTS);
  expect(await told(traces.queryUrl)).toEqual({ faults: [], faultsUrl: "" });
});

test("the viewer learns of faults that are switched on, targeted, and off again", async () => {
  await using flags = await startFaultFlags();
  using switches = new FaultSwitches(flags.address, flags.telemetry);
  const faultsUrl = "http://shop.example/faults";
  await using traces = await startTraceStore({ ...ON_FREE_PORTS, flags: { address: flags.address, faultsUrl } });
  await switches.set("shippingSlow", "800ms");
  await expect.poll(() => told(traces.queryUrl)).toEqual({ faults: [shippingIsSlow], faultsUrl });
  await switches.target("paymentFailure", inGermany);
  const refused = { name: "paymentFailure", variant: "off", targeted: true, targets: ["declined"] };
  await expect.poll(() => told(traces.queryUrl)).toEqual({ faults: [shippingIsSlow, refused], faultsUrl });
  await switches.reset();
  await expect.poll(() => told(traces.queryUrl)).toEqual({ faults: [], faultsUrl });
});

test("faults known last stay when the flag service goes away; another one can be followed", async () => {
  await using flags = await startFaultFlags();
  using switches = new FaultSwitches(flags.address, flags.telemetry);
  await switches.set("shippingSlow", "800ms");
  await using traces = await startTraceStore(ON_FREE_PORTS);
  await traces.followFlags({ address: flags.address, faultsUrl: "/faults" });
  await expect.poll(() => told(traces.queryUrl)).toEqual({ faults: [shippingIsSlow], faultsUrl: "/faults" });
  await flags[Symbol.asyncDispose]();
  expect(await told(traces.queryUrl)).toEqual({ faults: [shippingIsSlow], faultsUrl: "/faults" });
  await using others = await startFaultFlags();
  await traces.followFlags({ address: others.address, faultsUrl: "" });
  await expect.poll(() => told(traces.queryUrl)).toEqual({ faults: [], faultsUrl: "" });
});

test("the store's own program learns from its environment where flags are", async () => {
  await using flags = await startFaultFlags();
  using switches = new FaultSwitches(flags.address, flags.telemetry);
  await switches.set("shippingSlow", "800ms");
  const store = spawn(process.execPath, [join(root, "traceview/src/main.ts"), ...FREE, "--json"], {
    env: { ...processVariables(), FLAG_SERVICE_ADDR: flags.address, FAULTS_URL: "/faults" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void store.kill("SIGKILL"));
  const [line] = (await once(createInterface({ input: store.stdout }), "line")) as [string];
  const { traces } = JSON.parse(line) as { readonly traces: string };
  await expect.poll(() => told(traces)).toEqual({ faults: [shippingIsSlow], faultsUrl: "/faults" });
  const ended = once(store, "exit");
  store.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
});
