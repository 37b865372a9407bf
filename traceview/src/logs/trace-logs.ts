import type { TraceLogs } from "../viewer-api/answers.ts";
import { linesInFolder } from "./log-files.ts";
import type { LogRing } from "./log-ring.ts";

const LINES_MAX = 1000;

/** Where log lines come from: a folder of files ("" for none), and what was sent to the store. */
export interface LogSources {
  readonly folder: string;
  readonly ring: LogRing;
}

/** The lines of a trace (32 digits) from both sources, oldest first. */
export async function traceLogs({ folder, ring }: LogSources, traceId: string): Promise<TraceLogs> {
  const fromFiles = folder === "" ? undefined : await linesInFolder(folder, traceId);
  const found = [...(fromFiles ?? []), ...ring.linesOf(traceId)].toSorted((a, b) => a.timeUs - b.timeUs);
  return {
    lines: found.slice(0, LINES_MAX).map(({ timeUs, service, severity, message, spanID, attributes }) => ({
      timeUs,
      service,
      severity,
      message,
      spanID,
      attributes,
    })),
    truncated: found.length > LINES_MAX,
    available: fromFiles !== undefined || ring.hasReceived,
  };
}
