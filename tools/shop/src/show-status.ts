import { createClient, RpcError } from "@hipstershop/rpc";
import { Health } from "@hipstershop/contract";
import { directFetch } from "@hipstershop/runtime";
import { DEFAULT_BATCH, DEFAULT_LIMITS, startTelemetry, type Telemetry } from "@hipstershop/telemetry";
import { scrapedBytes } from "./memory.ts";
import { readStatus, type ServiceStatus, type ShopStatus } from "./status.ts";

const ASK_LIMIT_MS = 1000;

/**
 * The status file, updated by a health check of every service; undefined when no shop runs, or it has not written the file yet.
 */
export async function currentStatus(stateFolder: string): Promise<ShopStatus | undefined> {
  const status = await readStatus(stateFolder);
  if (!status) return undefined;
  await using telemetry = await silentTelemetry();
  const services = await Promise.all(status.services.map((service) => refreshStatus(service, telemetry)));
  return { ...status, services };
}

async function refreshStatus(service: ServiceStatus, telemetry: Telemetry): Promise<ServiceStatus> {
  if (service.state === "stopped") return service;
  const [serving, bytes] = await Promise.all([
    service.http ? answersHttp(service.http) : answersGrpc(service.grpc ?? "", telemetry),
    scrapedBytes(service.metrics),
  ]);
  const state = serving ? "serving" : service.state === "serving" ? "unresponsive" : service.state;
  return { ...service, state, rssBytes: bytes ?? service.rssBytes };
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

/** Telemetry for the health client that exports nothing. */
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
