import type { Env } from "@hipstershop/runtime/env";
import type { FlagPlaces } from "./switched-faults.ts";

/** Reads where flags and faults are found; the address is "" for none. All else is an option of the command line. */
export function readConfig(env: Env): FlagPlaces {
  return { address: env.hostAndPort("FLAG_SERVICE_ADDR", 8013), faultsUrl: env.link("FAULTS_URL", "") };
}
