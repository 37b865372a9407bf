import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What the shop that runs in this folder tells about itself in .shop/status.json. */
export interface LocalShop {
  readonly frontend: string;
  readonly traces: string;
  readonly otlpHttp: string;
}

/** The running shop; undefined when none is open here, or a killed one has left its file. */
export function localShop(stateFolder: string = join(import.meta.dirname, "../../.shop")): LocalShop | undefined {
  try {
    const status = JSON.parse(readFileSync(join(stateFolder, "status.json"), "utf8")) as {
      frontend: string;
      traces: string;
      pid: number;
      ingest: { otlpHttp: string };
    };
    process.kill(status.pid, 0);
    return { frontend: status.frontend, traces: status.traces, otlpHttp: status.ingest.otlpHttp };
  } catch {
    return undefined;
  }
}
