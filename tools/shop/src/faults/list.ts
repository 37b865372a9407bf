import { lessons, mainPlace } from "@hipstershop/faults/catalogue";
import type { FaultState } from "@hipstershop/faults/switches";
import { oneLine } from "@hipstershop/text";
import { shortOperation } from "@hipstershop/traces";
import colors from "picocolors";
import { wrapText } from "../terminal.ts";
import { activeAmong } from "./active.ts";
import { activeText } from "./active-text.ts";

/** A fault with its state, as JSON for scripts. `targeting` is flagd's rule, or null. */
export function faultJson({ fault, effective, reason, defaultVariant, targeting, problem }: FaultState) {
  const { name, lesson, effect, perRequest, variants } = fault;
  return {
    name,
    ...mainPlace(fault),
    variants: variants.map((variant) => ({ name: variant.name, about: variant.about })),
    effective,
    effect,
    lesson,
    reason,
    default: defaultVariant,
    targeting: targeting === "" ? null : (JSON.parse(targeting) as unknown),
    perRequest,
    ...(problem !== "" && { problem }),
  };
}

const HEAD = ["name", "service", "rpc", "now", "variants"];
/** The columns in narrower and narrower terminals; explain tells the others. */
const LAYOUTS: readonly (readonly string[])[] = [
  HEAD,
  ["name", "service", "now", "variants"],
  ["name", "now", "variants"],
];
/** Variants are wrapped into this width, or left out. */
const VARIANTS_MIN = 16;

/**
 * All faults as a table for each lesson, with the variants that are in effect; then what is on, and what is wrong. It fits the
 * width; undefined: as wide as it needs to be.
 */
export function listText(states: readonly FaultState[], width = Infinity): string {
  const rows = states.map((state) => ({ state, cells: cellsOf(state) }));
  const cellWidth = (column: string) => Math.max(column.length, ...rows.map(({ cells }) => cells[column]?.length ?? 0));
  const fixed = (layout: readonly string[]) => 2 + layout.reduce((sum, column) => sum + cellWidth(column) + 2, 0);
  const fitting = LAYOUTS.find((layout) => fixed(layout) - 2 <= width);
  const room = width - fixed(["name", "now"]);
  const layout = fitting ?? (room >= VARIANTS_MIN ? ["name", "now", "variants"] : ["name", "now"]);
  const widths = new Map(layout.map((column) => [column, cellWidth(column)]));
  if (!fitting && room >= VARIANTS_MIN) widths.set("variants", room);
  const parts = lessons.flatMap(({ id, title, question }) => {
    const own = rows.filter(({ state }) => state.fault.lesson === id);
    const lines = own.flatMap(({ state, cells }) => linesOf(state, cells, widths));
    return [...lessonLines(title, question, width), ...lines, ""];
  });
  const head = layout.map((title) => title.padEnd(widths.get(title) ?? 0)).join("  ");
  return [`  ${colors.dim(head.trimEnd())}`, ...parts, ...problemsOf(states), onNow(states)].join("\n");
}

function lessonLines(title: string, question: string, width: number): readonly string[] {
  if (title.length + 2 + question.length <= width) return [`${colors.bold(title)}  ${colors.dim(question)}`];
  return [colors.bold(title), ...wrapText(question, width - 2).map((line) => `  ${colors.dim(line)}`)];
}

/** One line: what is on now, for everybody or for some. */
export function onNow(states: readonly FaultState[]): string {
  const active = activeAmong(states);
  if (active.length === 0) return `all ${states.length} faults are off`;
  return `${colors.red("on now:")} ${oneLine(activeText(active))}; \`shop faults reset\` ends it`;
}

/** The state of one fault: off, or 800ms for everybody, or with a rule. */
export function stateText({ effective, targeting }: FaultState): string {
  const all = effective === "off" ? "off" : `${effective} for everybody`;
  return targeting === "" ? all : `${all}, aside from the rule ${targeting}`;
}

function cellsOf({ fault, effective, targeting }: FaultState): Readonly<Record<string, string>> {
  const { service, rpc } = mainPlace(fault);
  return {
    name: fault.name,
    service,
    rpc: shortOperation(rpc),
    now: `${effective}${targeting === "" ? "" : " (rule)"}`,
    variants: fault.variants.map(({ name }) => name).join(" "),
  };
}

/** A row, with variants that don't fit on further lines. */
function linesOf(
  { effective, targeting }: FaultState,
  cells: Readonly<Record<string, string>>,
  widths: ReadonlyMap<string, number>,
): readonly string[] {
  const paint = effective !== "off" ? colors.red : targeting !== "" ? colors.yellow : colors.dim;
  const variants = wrapText(oneLine(cells["variants"] ?? ""), widths.get("variants") ?? 0);
  return (widths.has("variants") ? variants : [""]).map((shown, i) => {
    const texts = [...widths].map(([column, width]) => {
      const text = (column === "variants" ? shown : i === 0 ? oneLine(cells[column] ?? "") : "").padEnd(width);
      return column === "now" ? paint(text) : text;
    });
    return `  ${texts.join("  ").trimEnd()}`;
  });
}

function problemsOf(states: readonly FaultState[]): string[] {
  const lines = states
    .filter(({ problem }) => problem !== "")
    .map(({ fault, problem }) => `${colors.yellow("!")} ${fault.name}: ${oneLine(problem)}`);
  return lines.length > 0 ? [...lines, ""] : [];
}
