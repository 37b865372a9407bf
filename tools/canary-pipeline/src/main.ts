import { join, relative, resolve } from "node:path";
import { outliveReaders } from "@hipstershop/outputs";
import { makeFolder } from "@hipstershop/runtime/files";
import { cancelOnSignal } from "@hipstershop/shop/cancel-on-signal";
import { oneLine } from "@hipstershop/text";
import { CommanderError } from "commander";
import colors from "picocolors";
import { ConfigError } from "./config.ts";
import { createCommand, type Options, parseOptions } from "./options.ts";
import type { OutcomeLabel } from "./pipeline.ts";
import type { Ended } from "./run.ts";

const EXIT_CODES: Readonly<Record<OutcomeLabel, number>> = { promoted: 0, stopped: 1, failed: 3, cancelled: 130 };
const WRONG_OPTIONS = 2;
const root = resolve(import.meta.dirname, "../../..");

const printLine = (text: string) => void process.stderr.write(`${text}\n`);

/** Runs the pipeline with these arguments. Resolves to the exit code, once nothing is left running. */
async function main(args: readonly string[]): Promise<number> {
  const state = join(root, ".shop");
  const report = join(state, "canary", "report.html");
  const options = parseOptions(createCommand(relative(".", report), relative(".", state)).exitOverride(), args);
  if (resolve(options.html) === report) makeFolder(join(state, "canary"));
  const cancelled = cancelOnSignal(EXIT_CODES.cancelled);
  // Loaded when the options are right: help and errors come at once.
  const { conduct, openRun } = await import("./run.ts");
  const { writeReports } = await import("./write-reports.ts");
  await using stack = new AsyncDisposableStack();
  const run = await openRun(options, stack);
  const ended = await conduct(run, process.stderr, cancelled);
  const lines = await writeReports(run, ended);
  for (const text of [...run.warnings, ...lines]) printLine(oneLine(text));
  printLine(verdictText(options, ended));
  return EXIT_CODES[ended.result.outcome];
}

function verdictText({ service }: Options, { result, trust }: Ended): string {
  const { outcome, sentence } = result;
  const paint = outcome === "promoted" ? colors.green : outcome === "cancelled" ? colors.yellow : colors.red;
  const [seed] = trust?.rows ?? [];
  const about =
    service === undefined && seed
      ? `\n${colors.dim(`The seed's configuration stops ${seed.failed} of ${seed.runs} equal canaries (simulated); the report says why.`)}`
      : "";
  return `${paint(outcome.toUpperCase())}  ${oneLine(sentence)}${about}`;
}

outliveReaders();
main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : WRONG_OPTIONS);
    printLine(oneLine(error instanceof Error ? error.message : String(error)));
    process.exit(error instanceof ConfigError ? WRONG_OPTIONS : EXIT_CODES.failed);
  },
);
