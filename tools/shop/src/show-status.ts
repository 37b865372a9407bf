import { createClient, RpcError } from "@hipstershop/rpc";
import { Health } from "@hipstershop/contract";
import { directFetch } from "@hipstershop/runtime";
import { DEFAULT_BATCH, DEFAULT_LIMITS, startTelemetry, type Telemetry } from "@hipstershop/telemetry";
import { toldBytes } from "./memory.ts";
import { readStatus, type ServiceStatus, type ShopStatus } from "./status.ts";

const ASK_LIMIT_MS = 1000;

/** The status file brought up to date: every service is asked how it does. Undefined when no shop is open, or before it has told. */
export async function currentStatus(stateFolder: string): Promise<ShopStatus | undefined> {
  const status = await readStatus(stateFolder);
  if (!status) return undefined;
  await using telemetry = await silentTelemetry();
  const services = await Promise.all(status.services.map((service) => refreshed(service, telemetry)));
  return { ...status, services };
}

async function refreshed(service: ServiceStatus, telemetry: Telemetry): Promise<ServiceStatus> {
  const serving = service.http ? await answersHttp(service.http) : await answersGrpc(service.grpc ?? "", telemetry);
  const state = serving ? "serving" : service.state === "serving" ? "stopped" : service.state;
  return { ...service, state, rssBytes: (await toldBytes(service.metrics)) ?? service.rssBytes };
}

async function answersHttp(url: string): Promise<boolean> {
  const answer = directFetch(`${url}/_healthz`, { signal: AbortSignal.timeout(ASK_LIMIT_MS) });
  return answer.then(
    ({ ok }) => ok,
    () => false,
  );
}

async function answersGrpc(address: string, telemetry: Telemetry): Promise<boolean> {
  using health = createClient(Health, address, telemetry, { deadlineMs: ASK_LIMIT_MS });
  try {
    return (await health.check({ service: "" })).status === "SERVING";
  } catch (error) {
    if (error instanceof RpcError) return false;
    throw error;
  }
}

/** A health check needs a client, and a client telemetry; none of it leaves this process. */
function silentTelemetry(): Promise<Telemetry> {
  return startTelemetry({
    serviceName: "shop",
    serviceVersion: "",
    resource: {},
    traces: [],
    batch: DEFAULT_BATCH,
    limits: DEFAULT_LIMITS,
    sampler: { name: "always_off", ratio: 0 },
    propagators: ["none"],
    metrics: undefined,
    log: { level: "silent", file: "" },
  });
}
