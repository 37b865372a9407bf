import { AdService } from "@hipstershop/contract";
import { implement, serve } from "@hipstershop/rpc";
import { defineService, type Service } from "@hipstershop/runtime";
import type { Telemetry } from "@hipstershop/telemetry";
import { type AdConfig, readConfig } from "./config.ts";
import { adHandlers } from "./handlers.ts";

export const adservice = defineService("adservice", readConfig, startAdService);

export function startAdService(config: AdConfig, telemetry: Telemetry): Promise<Service> {
  return serve([implement(AdService, adHandlers(telemetry))], config, telemetry);
}
