import { stripVTControlCharacters } from "node:util";
import Table from "cli-table3";
import { oneLine } from "@hipstershop/text";
import colors from "picocolors";
import { activeText } from "./faults/active-text.ts";
import { withToken } from "./page-token.ts";
import type { ServiceStatus, ShopPlaces, ShopStatus } from "./status.ts";
import { wrapText } from "./terminal.ts";

const BYTES_PER_MIB = 1_048_576;
/** States that a service has because somebody wanted it. */
const ASKED_FOR: ReadonlySet<string> = new Set(["paused", "stopped"]);

/** Below this many columns a service takes lines of its own instead of a row. */
const NARROW = 60;
/** What the table shows in narrower and narrower terminals: whole addresses first, then ports, then no processes. */
const LAYOUTS = [
  { isWhole: true, metricsIsUrl: true, hasProcess: true },
  { isWhole: true, metricsIsUrl: false, hasProcess: true },
  { isWhole: false, metricsIsUrl: false, hasProcess: true },
  { isWhole: true, metricsIsUrl: false, hasProcess: false },
  { isWhole: false, metricsIsUrl: false, hasProcess: false },
] as const;
type Layout = (typeof LAYOUTS)[number];

/** The status as text: addresses first, then a table of the services. It fits the width; undefined: as wide as it needs to be. */
export function statusTable(status: ShopStatus, width = Infinity): string {
  const together = status.services.every(({ pid }) => pid === status.pid);
  const memory = together
    ? `one process, pid ${status.pid}, ${mebibytes(status.services[0]?.rssBytes ?? 0)}`
    : `${status.services.filter(({ pid }) => pid > 0).length} processes`;
  return [
    ...addressLines(status),
    `  ${colors.dim(memory)}`,
    ...(status.faults?.length ? [`  ${colors.red("on now")}  ${oneLine(activeText(status.faults))}`] : []),
    ...(status.elsewhere ?? []).flatMap((places) => ["", "  on other machines", ...addressLines(places, status.token)]),
    "",
    servicesText(status, together, width),
  ].join("\n");
}

/** With a token, the links of the pages that ask for it carry it. */
function addressLines({ frontend, traces, training, course }: ShopPlaces, token = ""): readonly string[] {
  return [
    `  shop    ${colors.bold(oneLine(frontend))}`,
    `  traces  ${colors.bold(oneLine(withToken(traces, token)))}`,
    `  course  ${colors.bold(oneLine(withToken(course, token)))}`,
    `  faults  ${colors.bold(oneLine(withToken(`${training}/faults`, token)))}`,
  ];
}

function servicesText({ services }: ShopStatus, together: boolean, width: number): string {
  if (width < NARROW) return services.map((service) => stacked(service, together)).join("\n");
  for (const layout of LAYOUTS) {
    const table = tableText(services, layout, together);
    const note = layout.metricsIsUrl ? "" : `\n${portsNote(services, layout, width)}`;
    if (stripVTControlCharacters(table.split("\n")[0] ?? "").length <= width) return table + note;
  }
  return services.map((service) => stacked(service, together)).join("\n");
}

function tableText(services: readonly ServiceStatus[], layout: Layout, together: boolean): string {
  const withProcess = layout.hasProcess && !together;
  const table = new Table({
    head: ["service", "address", "metrics", ...(withProcess ? ["pid", "memory"] : []), "state"].map((title) =>
      colors.dim(title),
    ),
    style: { head: [], border: [] },
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
  });
  for (const service of services) {
    const address = service.grpc ?? service.http ?? "";
    const metrics = service.metrics ?? "";
    const words = [
      service.name,
      layout.isWhole ? (layout.metricsIsUrl ? address : address.replace(/^http:\/\//, "")) : portOf(address),
      layout.metricsIsUrl ? metrics : portOf(metrics),
      ...(withProcess ? processWords(service) : []),
    ];
    table.push([...words.map(oneLine), stateWord(service)]);
  }
  return table.toString();
}

/** How the ports in the table make addresses. */
function portsNote(services: readonly ServiceStatus[], { isWhole }: Layout, width: number): string {
  const { metrics = "" } = services.find((service) => service.metrics !== undefined) ?? {};
  if (!URL.canParse(metrics)) return "";
  const { hostname, pathname } = new URL(metrics);
  const text = `metrics: http://${hostname}:<port>${pathname}${isWhole ? "" : `; addresses: ${hostname}:<port>`}`;
  return wrapText(oneLine(text), width - 2)
    .map((line) => `  ${colors.dim(line)}`)
    .join("\n");
}

/** A service on lines of its own. */
function stacked(service: ServiceStatus, together: boolean): string {
  const [pid = "", memory = ""] = processWords(service);
  return [
    `${oneLine(service.name)}  ${stateWord(service)}`,
    `  ${oneLine(service.grpc ?? service.http ?? "")}`,
    ...(service.metrics === undefined ? [] : [`  ${oneLine(service.metrics)}`]),
    ...(together || pid === "" ? [] : [`  pid ${pid}, ${memory}`]),
  ].join("\n");
}

function processWords({ pid, rssBytes }: ServiceStatus): readonly string[] {
  return pid === 0 ? ["", ""] : [String(pid), mebibytes(rssBytes)];
}

/** ":7070" of 127.0.0.1:7070 or of a URL; anything else stays as it is. */
function portOf(address: string): string {
  return /:\d+(?=\/|$)/.exec(address.replace(/^http:\/\//, ""))?.[0] ?? address;
}

function stateWord({ state }: ServiceStatus): string {
  if (state === "serving") return colors.green(state);
  return ASKED_FOR.has(state) ? colors.yellow(state) : colors.red(oneLine(state));
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / BYTES_PER_MIB)} MiB`;
}
