import { harmlessJson, oneLine } from "@hipstershop/text";
import { parseDurationUs } from "@hipstershop/text/durations";
import { type Command, InvalidArgumentError } from "commander";
import { readStatus } from "../status.ts";
import { terminalColumns } from "../terminal.ts";
import type { Condition } from "@hipstershop/faults/rules";
import type { Aim } from "./set.ts";

const DURATION_DEFAULT_MS = 600_000;
const EVERY_DEFAULT_MS = 30_000;

const print = (text: string) => void process.stdout.write(`${text}\n`);
const printJson = (value: unknown) => print(harmlessJson(JSON.stringify(value, null, 2)));

function parsePercent(text: string): number {
  const percent = Number(text);
  if (!/^\d+(\.\d{1,2})?$/.test(text) || percent <= 0 || percent > 100)
    throw new InvalidArgumentError("give a number above 0 and up to 100, such as 10 or 0.5.");
  return percent;
}

function addCondition(text: string, before: readonly Condition[]): readonly Condition[] {
  const [, key = "", value = ""] = /^([\w$.-]+)=(.*)$/s.exec(text) ?? [];
  if (key === "") throw new InvalidArgumentError("give key=value, such as currency=EUR.");
  return [...before, { key, value }];
}

function parseMs(text: string): number {
  const us = parseDurationUs(text);
  if (us === undefined || us < 1000) throw new InvalidArgumentError("give a duration such as 30s or 10m.");
  return us / 1000;
}

function parseSeed(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError("give a whole number from 0 to 999999999.");
  return Number(text);
}

function parseAddress(text: string): string {
  if (!/^(\[[\da-fA-F:]+\]|[^\s:/]+):\d{1,5}$/.test(text))
    throw new InvalidArgumentError("give host:port, such as localhost:8013.");
  return text;
}

/** Adds `shop faults …`: looks at the shop's faults and switches them, at the running shop or at any flag service. */
export function addFaultCommands(program: Command, stateFolder: () => string): void {
  const faults = program
    .command("faults")
    .description("break the shop on purpose, and see what shows it")
    .option("--address <host:port>", "a flag service; the running shop's when left out", parseAddress);
  const open = async () => {
    const { openSwitches } = await import("./open-switches.ts");
    return openSwitches(stateFolder(), faults.opts<{ address?: string }>().address);
  };
  addList(faults, open);
  addSet(faults, open);
  addReset(faults, open);
  addExplain(faults, open, stateFolder);
  addSchedule(faults, open);
}

type Open = () => Promise<import("./open-switches.ts").OpenSwitches>;

function addList(faults: Command, open: Open): void {
  faults
    .command("list")
    .description("all faults by lesson, with the variants that are in effect")
    .option("--context <key=value>", "for whom, as rules see it; may be repeated", addCondition, [])
    .option("--json", "print them as JSON", false)
    .action(async ({ context, json }: { context: readonly Condition[]; json: boolean }) => {
      await using opened = await open();
      const { faultJson, listText } = await import("./list.ts");
      const states = await opened.switches.list(Object.fromEntries(context.map(({ key, value }) => [key, value])));
      if (json) printJson(states.map(faultJson));
      else print(listText(states, terminalColumns()));
    });
}

interface SetOptions extends Aim {
  readonly json: boolean;
}

function addSet(faults: Command, open: Open): void {
  faults
    .command("set")
    .argument("<name>", "a fault")
    .argument("<variant>", "one of its variants; off ends it")
    .description("switch a fault on or off, for everybody or for some")
    .option("--percent <number>", "only for this percentage of the users, by targetingKey", parsePercent)
    .option("--where <key=value>", "only where the context is equal; may be repeated", addCondition, [])
    .option("--targeting <json>", "a rule of flagd's; the variant is for those for whom it gives null")
    .option("--json", "print the fault as JSON", false)
    .action(async (name: string, variant: string, { json, ...aim }: SetOptions) => {
      checkAim(variant, aim);
      await using opened = await open();
      const [{ setFault, setText }, { faultJson, onNow }] = await Promise.all([
        import("./set.ts"),
        import("./list.ts"),
      ]);
      const state = await setFault(opened.switches, name, variant, aim);
      if (json) return printJson(faultJson(state));
      print(oneLine(setText(name, variant, aim)));
      print(onNow(await opened.switches.list()));
    });
}

function checkAim(variant: string, { percent, where, targeting }: Aim): void {
  const isSome = percent !== undefined || where.length > 0;
  if (targeting !== undefined && isSome)
    throw new Error("--targeting is the whole rule: leave out --percent and --where");
  if (variant === "off" && isSome) throw new Error("off is for everybody: leave out --percent and --where");
}

function addReset(faults: Command, open: Open): void {
  faults
    .command("reset")
    .description("switch all faults off, for everybody")
    .option("--json", "print the names of those that were on, as JSON", false)
    .action(async ({ json }: { json: boolean }) => {
      await using opened = await open();
      const names = await opened.switches.reset();
      if (json) printJson(names);
      else print(names.length > 0 ? `off again: ${names.join(", ")}` : "nothing was on");
    });
}

function addExplain(faults: Command, open: Open, stateFolder: () => string): void {
  faults
    .command("explain")
    .argument("<name>", "a fault")
    .description("what a fault does, how it shows, and how one request gets it")
    .option("--json", "print it as JSON", false)
    .action(async (name: string, { json }: { json: boolean }) => {
      const [{ explain, explanationText }, { checkedFault }] = await Promise.all([
        import("./explain.ts"),
        import("@hipstershop/faults/switches"),
      ]);
      const fault = checkedFault(name);
      const explanation = explain(fault, await readStatus(stateFolder()), stateFolder());
      if (json) return printJson(explanation);
      // Without a shop there is no state to tell, and all else is worth reading.
      await using opened = await open().catch(() => undefined);
      const states = await opened?.switches.list().catch(() => []);
      const own = states?.find((state) => state.fault === fault);
      const now = own && (await import("./list.ts")).stateText(own);
      print(explanationText(explanation, now, terminalColumns()));
    });
}

interface ScheduleOptions {
  readonly seed?: number;
  readonly duration: number;
  readonly every: number;
  readonly only: readonly string[];
  readonly secret: boolean;
  readonly dryRun: boolean;
  readonly json: boolean;
}

function addSchedule(faults: Command, open: Open): void {
  faults
    .command("schedule")
    .description("a game day: switch one fault after the other, until the end or Ctrl-C; then all are as before")
    .option("--seed <number>", "the same seed, the same plan; by chance when left out", parseSeed)
    .option("--duration <duration>", "how long", parseMs, DURATION_DEFAULT_MS)
    .option("--every <duration>", "how long each fault is on", parseMs, EVERY_DEFAULT_MS)
    .option(
      "--only <names>",
      "choose from these faults, separated by commas",
      (text) => text.split(",").map((name) => name.trim()),
      [],
    )
    .option("--secret", "do not tell which faults before the end", false)
    .option("--dry-run", "only print the plan", false)
    .option("--json", "print JSON, a line per switch", false)
    .action(async ({ seed, duration, every, only, dryRun, ...how }: ScheduleOptions) => {
      const [{ planGameDay }, { showPlan, playGameDay }] = await Promise.all([
        import("./game-day.ts"),
        import("./schedule.ts"),
      ]);
      const chosen = seed ?? Math.floor(Math.random() * 1e9);
      const plan = planGameDay({ seed: chosen, durationMs: duration, everyMs: every, only });
      if (dryRun) return showPlan(plan, how);
      await using opened = await open();
      await playGameDay(opened.switches, plan, how);
    });
}
