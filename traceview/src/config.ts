import type { Env } from "@hipstershop/runtime/env";
import { readPageToken } from "@hipstershop/runtime/page-token";
import type { Places } from "./places.ts";
import type { FlagPlaces } from "./switched-faults.ts";

/** What the environment says; all else is an option of the command line. */
export interface TraceviewConfig {
  /** Where flags and faults are found; the address is "" for none. */
  readonly flags: FlagPlaces;
  readonly places: Places;
  /** What people on other machines must know; "none": nothing; "": they may only look. */
  readonly token: string;
}

/** Reads where flags are, and what the viewer links. */
export function readConfig(env: Env): TraceviewConfig {
  const faultsUrl = env.link("FAULTS_URL", "");
  return {
    token: readPageToken(env),
    flags: { address: env.hostAndPort("FLAG_SERVICE_ADDR", 8013), faultsUrl },
    places: {
      shop: env.link("SHOP_URL", ""),
      load: env.link("LOAD_URL", ""),
      course: env.link("COURSE_URL", ""),
      faults: faultsUrl,
      metrics: env.link("METRICS_URL", ""),
    },
  };
}
