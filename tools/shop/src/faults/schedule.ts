import { harmlessJson, oneLine } from "@hipstershop/text";
import type { FaultSwitches } from "@hipstershop/faults/switches";
import colors from "picocolors";
import { type Plan, runGameDay, type Step } from "./game-day.ts";

export interface HowToTell {
  readonly json: boolean;
  /** Names are told at the end only. */
  readonly secret: boolean;
}

const print = (text: string) => void process.stdout.write(`${text}\n`);
const printJson = (value: unknown) => print(harmlessJson(JSON.stringify(value)));

/** Prints a plan that nobody carries out. */
export function showPlan({ seed, durationMs, everyMs, steps }: Plan, { json }: HowToTell): void {
  if (json) return printJson({ seed, durationMs, everyMs, steps });
  print(`seed ${seed}, ${clock(durationMs)} long:`);
  for (const step of steps) print(stepText(step));
}

/** Carries out a plan and prints each switch; Ctrl-C ends it early. Sets the exit code 1 when a switch failed. */
export async function playGameDay(switches: FaultSwitches, plan: Plan, { json, secret }: HowToTell): Promise<void> {
  const stop = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => stop.abort());
  const done: Step[] = [];
  const tell = (step: Step) => (json ? printJson(step) : print(stepText(step)));
  process.stderr.write(`seed ${plan.seed}, until ${clock(plan.durationMs)}; Ctrl-C ends it and switches off\n`);
  try {
    await runGameDay(
      switches,
      plan,
      {
        switched(step) {
          done.push(step);
          if (!secret) return tell(step);
          // One line, whether a fault ended, began, or both.
          if (done.at(-2)?.atMs === step.atMs) return;
          if (json) printJson({ atMs: step.atMs });
          else print(`${clock(step.atMs)}  something was switched`);
        },
        failed({ atMs }, error) {
          process.exitCode = 1;
          const reason = error instanceof Error ? error.message : String(error);
          process.stderr.write(`${clock(atMs)}  ${colors.red("failed:")} ${oneLine(reason)}\n`);
        },
      },
      stop.signal,
    );
  } finally {
    if (secret) {
      if (!json) print("it was:");
      for (const step of done) tell(step);
    }
  }
  if (!json) print("the end: all is as before");
}

function stepText({ atMs, name, variant }: Step): string {
  return `${clock(atMs)}  ${name}  ${variant === "off" ? colors.dim(variant) : colors.red(variant)}`;
}

/** Minutes and seconds: 02:30. */
function clock(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return [Math.floor(seconds / 60), seconds % 60].map((part) => String(part).padStart(2, "0")).join(":");
}
