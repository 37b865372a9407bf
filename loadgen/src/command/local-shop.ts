import { readFileSync } from "node:fs";
import { join } from "node:path";
import { holderOf, shopLock } from "@hipstershop/locks";
import { parseOrigin } from "@hipstershop/runtime";

/** The addresses of the shop that runs in this folder, from its .shop/status.json. */
export interface LocalShop {
  readonly frontend: string;
  readonly traces: string;
  readonly otlpHttp: string;
  /** The page of faults; "" when the shop has none. */
  readonly faults: string;
  /** The course of labs; "" when the shop has none. */
  readonly course: string;
}

/** The running shop; undefined when none holds the folder's lock (a status file alone may be left from a killed one). */
export function localShop(stateFolder: string = join(import.meta.dirname, "../../../.shop")): LocalShop | undefined {
  try {
    if (!holderOf(shopLock(stateFolder))) return undefined;
    const status: unknown = JSON.parse(readFileSync(join(stateFolder, "status.json"), "utf8"));
    const { frontend, traces, training, ingest } = status as {
      frontend: unknown;
      traces: unknown;
      training: unknown;
      ingest: { otlpHttp: unknown };
    };
    return {
      frontend: checkedOrigin(frontend),
      traces: checkedOrigin(traces),
      otlpHttp: checkedOrigin(ingest.otlpHttp),
      course: training === undefined ? "" : `${checkedOrigin(training)}/course`,
      faults: training === undefined ? "" : `${checkedOrigin(training)}/faults`,
    };
  } catch {
    return undefined;
  }
}

/** The status file may be from another version or another program: an address in it is checked. */
function checkedOrigin(url: unknown): string {
  if (typeof url !== "string") throw new TypeError("no address");
  return parseOrigin(url);
}
