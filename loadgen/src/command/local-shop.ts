import { readFileSync } from "node:fs";
import { join } from "node:path";
import { holderOf, shopLock } from "@hipstershop/locks";
import { parseOrigin } from "@hipstershop/runtime";

/** What the shop that runs in this folder tells about itself in .shop/status.json. */
export interface LocalShop {
  readonly frontend: string;
  readonly traces: string;
  readonly otlpHttp: string;
}

/** The running shop; undefined when none is open here, whatever a killed one has left. An open one holds the folder's lock. */
export function localShop(stateFolder: string = join(import.meta.dirname, "../../../.shop")): LocalShop | undefined {
  try {
    if (!holderOf(shopLock(stateFolder))) return undefined;
    const told: unknown = JSON.parse(readFileSync(join(stateFolder, "status.json"), "utf8"));
    const { frontend, traces, ingest } = told as { frontend: unknown; traces: unknown; ingest: { otlpHttp: unknown } };
    return { frontend: origin(frontend), traces: origin(traces), otlpHttp: origin(ingest.otlpHttp) };
  } catch {
    return undefined;
  }
}

/** The file may be of another version, or anybody's. */
function origin(url: unknown): string {
  if (typeof url !== "string") throw new TypeError("no address");
  return parseOrigin(url);
}
