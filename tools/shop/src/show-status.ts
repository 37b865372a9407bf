import { createClient, RpcError } from "@hipstershop/rpc";
import { Health } from "@hipstershop/contract";
import { directFetch } from "@hipstershop/runtime";
import type { Telemetry } from "@hipstershop/telemetry";
import { activeAt } from "./faults/active.ts";
import { scrapedBytes } from "./memory.ts";
import { silentTelemetry } from "./silent-telemetry.ts";
import { readStatus, type ServiceStatus, type ShopStatus } from "./status.ts";

const ASK_LIMIT_MS = 2000;
/** Whether faults are on is worth less waiting. */
const FAULTS_LIMIT_MS = 500;

/**
 * The status file, updated by a health check of every service, with the faults that are on; undefined when no shop runs, or it has not written the file yet.
 */
export async function currentStatus(stateFolder: string): Promise<ShopStatus | undefined> {
  const status = await readStatus(stateFolder);
  if (!status) return undefined;
  await using telemetry = await silentTelemetry();
  const flags = status.services.find(({ name }) => name === "flagservice")?.grpc;
  const [services, faults] = await Promise.all([
    Promise.all(status.services.map((service) => refreshStatus(service, telemetry))),
    flags === undefined ? undefined : activeAt(flags, telemetry, FAULTS_LIMIT_MS),
  ]);
  return { ...status, services, ...(faults && { faults }) };
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
