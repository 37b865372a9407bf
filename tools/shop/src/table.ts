import Table from "cli-table3";
import { oneLine } from "@hipstershop/text";
import colors from "picocolors";
import { activeText } from "./faults/active-text.ts";
import type { ServiceStatus, ShopStatus } from "./status.ts";

const BYTES_PER_MIB = 1_048_576;
/** States that a service has because somebody wanted it. */
const ASKED_FOR: ReadonlySet<string> = new Set(["paused", "stopped"]);

/** The status as text: addresses first, then a table of the services. */
export function statusTable(status: ShopStatus): string {
  const together = status.services.every(({ pid }) => pid === status.pid);
  const table = new Table({
    head: ["service", "address", "metrics", ...(together ? [] : ["pid", "memory"]), "state"].map((title) =>
      colors.dim(title),
    ),
    style: { head: [], border: [] },
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
  });
  for (const service of status.services) {
    const process = service.pid === 0 ? ["", ""] : [String(service.pid), mebibytes(service.rssBytes)];
    const own = together ? [] : process;
    const words = [service.name, service.grpc ?? service.http ?? "", service.metrics ?? "", ...own];
    table.push([...words.map(oneLine), stateWord(service)]);
  }
  const memory = together
    ? `one process, pid ${status.pid}, ${mebibytes(status.services[0]?.rssBytes ?? 0)}`
    : `${status.services.filter(({ pid }) => pid > 0).length} processes`;
  return [
    `  shop    ${colors.bold(oneLine(status.frontend))}`,
    `  traces  ${colors.bold(oneLine(status.traces))}`,
    `  faults  ${colors.bold(oneLine(`${status.training}/faults`))}`,
    `  ${colors.dim(memory)}`,
    ...(status.faults?.length ? [`  ${colors.red("on now")}  ${oneLine(activeText(status.faults))}`] : []),
    "",
    table.toString(),
  ].join("\n");
}

function stateWord({ state }: ServiceStatus): string {
  if (state === "serving") return colors.green(state);
  return ASKED_FOR.has(state) ? colors.yellow(state) : colors.red(oneLine(state));
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / BYTES_PER_MIB)} MiB`;
}
