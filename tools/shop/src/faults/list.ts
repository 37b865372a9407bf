import { lessons, mainPlace } from "@hipstershop/faults/catalogue";
import type { FaultState } from "@hipstershop/faults/switches";
import { oneLine } from "@hipstershop/text";
import { shortOperation } from "@hipstershop/traces";
import colors from "picocolors";
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

/** All faults as a table for each lesson, with the variants that are in effect; then what is on, and what is wrong. */
export function listText(states: readonly FaultState[]): string {
  const rows = states.map((state) => ({ state, cells: cellsOf(state) }));
  const widths = HEAD.map((_, column) =>
    column === HEAD.length - 1 ? 0 : Math.max(...rows.map(({ cells }) => cells[column]?.length ?? 0)),
  );
  const parts = lessons.flatMap(({ id, title, question }) => {
    const own = rows.filter(({ state }) => state.fault.lesson === id);
    const lines = own.map(({ state, cells }) => `  ${lineOf(state, cells, widths)}`);
    return [`${colors.bold(title)}  ${colors.dim(question)}`, ...lines, ""];
  });
  const head = HEAD.map((title, column) => title.padEnd(widths[column] ?? 0)).join("  ");
  return [`  ${colors.dim(head)}`, ...parts, ...problemsOf(states), onNow(states)].join("\n");
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

function cellsOf({ fault, effective, targeting }: FaultState): string[] {
  const { service, rpc } = mainPlace(fault);
  const names = fault.variants.map(({ name }) => name);
  return [
    fault.name,
    service,
    shortOperation(rpc),
    `${effective}${targeting === "" ? "" : " (rule)"}`,
    names.join(" "),
  ];
}

function lineOf({ effective, targeting }: FaultState, cells: readonly string[], widths: readonly number[]): string {
  const [name, service, rpc, now, variants] = cells.map((cell, column) => oneLine(cell).padEnd(widths[column] ?? 0));
  const paint = effective !== "off" ? colors.red : targeting !== "" ? colors.yellow : colors.dim;
  return [name, service, rpc, paint(now ?? ""), variants].join("  ");
}

function problemsOf(states: readonly FaultState[]): string[] {
  const lines = states
    .filter(({ problem }) => problem !== "")
    .map(({ fault, problem }) => `${colors.yellow("!")} ${fault.name}: ${oneLine(problem)}`);
  return lines.length > 0 ? [...lines, ""] : [];
}
