import { availableParallelism } from "node:os";
import type { Measurement, ShopFigures } from "./in-turn.ts";
import type { Figures } from "./measure.ts";
import { median } from "./median.ts";

/** Resident memory of all processes of a shop, in MiB. */
export interface ShopMemory {
  readonly name: string;
  readonly startMib: number;
  readonly endMib: number;
}

/** What a file of --json holds. */
export interface Report {
  /** CPU milliseconds of the calibration job. */
  readonly calibrationMs: number;
  /** The first shop's; another shop's after its name. */
  readonly pages: Readonly<Record<string, Figures>>;
  readonly whole?: Readonly<Record<string, number>>;
  /** Shops measured in turn, and the floor. */
  readonly inTurn?: InTurn;
}

/** Shops measured in turn. */
export interface InTurn {
  readonly node: string;
  readonly cores: number;
  readonly forMs: number;
  readonly rounds: number;
  readonly memory: readonly ShopMemory[];
  readonly measurements: readonly Measurement[];
}

/** Of this machine and this run. */
export function conditions(forMs: number, rounds: number): Pick<InTurn, "node" | "cores" | "forMs" | "rounds"> {
  return { node: process.version, cores: availableParallelism(), forMs, rounds };
}

/** How figures are called in a report and on the screen. */
export function keyOf({ scenario, connections }: Pick<Measurement, "scenario" | "connections">): string {
  return `${scenario}, ${connections} ${connections === 1 ? "connection" : "connections"}`;
}

/** Figures by key, the others' with their shop's name before it. */
export function pagesOf(measurements: readonly Measurement[]): Record<string, Figures> {
  return Object.fromEntries(
    measurements.flatMap((measurement) =>
      measurement.shops.map(({ name, figures }, i) => [
        i === 0 ? keyOf(measurement) : `${name}: ${keyOf(measurement)}`,
        figures,
      ]),
    ),
  );
}

/** The tables of a run, as Markdown: ours against each other shop, all against the floor, memory. */
export function markdownOf({ measurements, memory, ...run }: InTurn, calibrationMs: number): string {
  const shops = measurements[0]?.shops.map(({ name }) => name) ?? [];
  const [ours = "", ...others] = shops;
  const floors = measurements.map(({ floorMs }) => floorMs);
  const tables = others.flatMap((other, at) => [
    `## ${ours} : ${other}`,
    table("CPU ms per page", measurements, (shown) => compared(shown, at + 1, "cpuMsPerPage", "cpu")),
    table("pages/s", measurements, (shown) => compared(shown, at + 1, "pagesPerSecond", "pagesPerSecond")),
    table("p50, ms", measurements, (shown) => compared(shown, at + 1, "p50Ms", "p50")),
  ]);
  return `${[
    `Node ${run.node.slice(1)}, ${run.cores} cores, ${run.forMs / 1000} s per figure, medians of ${run.rounds} rounds in turn; ` +
      `calibration job ${calibrationMs.toFixed(0)} ms.`,
    ...(others.length === 0 ? [] : [spreadOf(measurements)]),
    `13 bare http2 exchanges: ${Math.min(...floors).toFixed(2)} to ${Math.max(...floors).toFixed(2)} ms of CPU.`,
    ...(others.length === 0 ? [table("CPU ms per page", measurements, alone)] : tables),
    "## CPU per page ÷ 13 bare http2 exchanges",
    ...shops.map((name, at) => table(name, measurements, ({ shops: all }) => all[at]?.perFloor.toFixed(1) ?? "")),
    "## Memory, MiB",
    rows(
      ["shop", "at the start", "at the end"],
      memory.map(({ name, startMib, endMib }) => [name, startMib.toFixed(0), endMib.toFixed(0)]),
    ),
  ].join("\n\n")}\n`;
}

/** How far single rounds are from the tables: what the machine did meanwhile, and how much of a ratio to believe. */
function spreadOf(measurements: readonly Measurement[]): string {
  const off = measurements.flatMap(({ shops: [ours, ...others] }) =>
    others.flatMap(({ rounds, first }) =>
      rounds.map((figures, i) => {
        const ratio = (ours?.rounds[i]?.cpuMsPerPage ?? 0) / figures.cpuMsPerPage;
        return Math.abs(ratio / first.cpu - 1) * 100;
      }),
    ),
  );
  return `The CPU ratio of a single round differs from the table's by ${median(off).toFixed(0)} % (median), ${Math.max(...off).toFixed(0)} % at most.`;
}

const alone = ({ shops }: Measurement) => shops[0]?.figures.cpuMsPerPage.toFixed(2) ?? "";

/** "ours : theirs = ratio". */
function compared(
  { shops }: Measurement,
  other: number,
  figure: "cpuMsPerPage" | "pagesPerSecond" | "p50Ms",
  ratio: keyof ShopFigures["first"],
): string {
  const [ours, theirs] = [shops[0], shops[other]];
  if (!ours || !theirs) return "";
  const digits = { cpuMsPerPage: 2, pagesPerSecond: 0, p50Ms: 1 }[figure];
  const [a, b] = [ours, theirs].map(({ figures }) => figures[figure].toFixed(digits));
  return `${a} : ${b} = ${theirs.first[ratio].toFixed(2)}`;
}

/** Scenarios by numbers of connections. */
function table(name: string, measurements: readonly Measurement[], cell: (measurement: Measurement) => string): string {
  const connections = [...new Set(measurements.map((one) => one.connections))];
  const scenarios = [...new Set(measurements.map(({ scenario }) => scenario))];
  return rows(
    [name, ...connections.map(String)],
    scenarios.map((scenario) => [
      scenario,
      ...connections.map((count) => {
        const found = measurements.find((one) => one.scenario === scenario && one.connections === count);
        return found ? cell(found) : "";
      }),
    ]),
  );
}

function rows(headings: readonly string[], lines: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(headings), line(headings.map(() => "---")), ...lines.map(line)].join("\n");
}
