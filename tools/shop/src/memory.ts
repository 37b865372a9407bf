import { readFile } from "node:fs/promises";
import { directFetch } from "@hipstershop/runtime";

/**
 * Resident memory in bytes of a child of this process; 0 when it is unknown or `pid` is 0. (For a pid from a file use scrapedBytes: it may
 * belong to another process by now.)
 */
export async function residentBytes(pid: number, metricsUrl: string | undefined): Promise<number> {
  if (pid === 0) return 0;
  if (pid === process.pid) return process.memoryUsage.rss();
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  return kilobytes ? Number(kilobytes) * 1024 : ((await scrapedBytes(metricsUrl)) ?? 0);
}

/** Resident memory in bytes from a service's metrics endpoint; undefined when it does not answer. */
export async function scrapedBytes(metricsUrl: string | undefined): Promise<number | undefined> {
  if (!metricsUrl) return undefined;
  const metrics = await directFetch(metricsUrl, { signal: AbortSignal.timeout(1000) }).then(
    (response) => response.text(),
    () => "",
  );
  const bytes = /^process_memory_usage_bytes\S* ([\d.e+]+)$/m.exec(metrics)?.[1];
  return bytes === undefined ? undefined : Number(bytes);
}
