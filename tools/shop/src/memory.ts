import { readFile } from "node:fs/promises";

/** Resident memory by a service's own metrics endpoint, in bytes; 0 when it does not answer. */
export async function residentBytes(pid: number, metricsUrl: string | undefined): Promise<number> {
  if (pid === process.pid) return process.memoryUsage.rss();
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1];
  if (kilobytes) return Number(kilobytes) * 1024;
  if (!metricsUrl) return 0;
  const metrics = await fetch(metricsUrl, { signal: AbortSignal.timeout(1000) }).then(
    (response) => response.text(),
    () => "",
  );
  return Number(/^process_memory_usage_bytes\S* ([\d.e+]+)$/m.exec(metrics)?.[1] ?? 0);
}
