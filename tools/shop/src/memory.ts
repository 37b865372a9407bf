import { readFile } from "node:fs/promises";
import { directFetch } from "@hipstershop/runtime";

/**
 * Resident memory of a process that this one has started, in bytes; 0 when it can't be told. A pid out of a file may be
 * somebody else's by now: of such a process only its metrics endpoint tells.
 */
export async function residentBytes(pid: number, metricsUrl: string | undefined): Promise<number> {
  if (pid === process.pid) return process.memoryUsage.rss();
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes ? Number(kilobytes) * 1024 : ((await toldBytes(metricsUrl)) ?? 0);
}

/** Resident memory by a service's own metrics endpoint, in bytes; undefined when it does not answer. */
export async function toldBytes(metricsUrl: string | undefined): Promise<number | undefined> {
  if (!metricsUrl) return undefined;
  const metrics = await directFetch(metricsUrl, { signal: AbortSignal.timeout(1000) }).then(
    (response) => response.text(),
    () => "",
  );
  const bytes = /^process_memory_usage_bytes\S* ([\d.e+]+)$/m.exec(metrics)?.[1];
  return bytes === undefined ? undefined : Number(bytes);
}
