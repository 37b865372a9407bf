import { writeFile } from "node:fs/promises";
import { outliveReaders } from "@hipstershop/outputs";
import { cancelOnSignal } from "@hipstershop/shop/cancel-on-signal";
import { ProgressLine } from "@hipstershop/shop/progress-line";
import { oneLine } from "@hipstershop/text";
import { CommanderError } from "commander";
import colors from "picocolors";
import { type CheckContext, isPassed, withoutTimes } from "./check.ts";
import { checks } from "./checks/index.ts";
import { createCommand, type Options } from "./options.ts";
import { type Outcome, resultJson, resultPage, resultTable } from "./report.ts";

const FOUND = 1;
const WRONG_OPTIONS = 2;
const NOT_RUN = 3;
const CANCELLED = 130;
const STANDARD_OUTPUT = "-";

/** Runs the checks. Resolves to the exit code, once nothing is left running. */
async function main(args: readonly string[]): Promise<number> {
  const command = createCommand().exitOverride();
  command.parse([...args], { from: "user" });
  const options = command.opts<Options>();
  const cancelled = cancelOnSignal(CANCELLED, () => print("\nstopping; once more to stop at once"));
  const outcomes = await runAll(options, cancelled);
  await writeReports(options, outcomes);
  if (options.json !== STANDARD_OUTPUT) process.stdout.write(`${resultTable(outcomes)}\n`);
  const failed = outcomes.filter(({ finding }) => !isPassed(finding));
  for (const { check, finding } of failed) {
    for (const problem of finding.problems) print(`${check.id}  ${oneLine(problem)}`);
  }
  if (cancelled.aborted) {
    print(`${colors.yellow("CANCELLED")}  ${outcomes.length} checks were done`);
    return CANCELLED;
  }
  const isGood = failed.length === 0;
  const skipped = outcomes.filter(({ finding }) => finding.skipped !== undefined).length;
  const counts = `${outcomes.length} checks, ${failed.length} failed, ${skipped} skipped`;
  if (skipped === outcomes.length) {
    print(`${colors.yellow("NOT RUN")}  ${counts}`);
    return NOT_RUN;
  }
  print(`${isGood ? colors.green("SURVIVED") : colors.red("BROKEN")}  ${counts}`);
  return isGood ? 0 : FOUND;
}

const IN_A_CLUSTER = { figures: [], problems: [], skipped: "it needs processes of this machine" };

const print = (text: string) => void process.stderr.write(`${text}\n`);

async function runAll(
  { only, short, times, seed, soak, ...options }: Options,
  signal: AbortSignal,
): Promise<readonly Outcome[]> {
  const wanted = checks.filter(({ id, inShortPart, isOnlyByName }) =>
    only ? only.includes(id) : !isOnlyByName && (!short || inShortPart),
  );
  const target = options.target === undefined ? undefined : { url: options.target, namespace: options.namespace };
  const line = new ProgressLine();
  const outcomes: Outcome[] = [];
  for (const [index, check] of wanted.entries()) {
    const name = `${index + 1}/${wanted.length}  ${check.id} ${check.title}`;
    line.show(name);
    const progress: CheckContext["progress"] = (text) => line.show(`${name}: ${text}`);
    const started = performance.now();
    try {
      const found =
        target && !check.canBreakTarget
          ? IN_A_CLUSTER
          : await check.run({ target, seed, isShort: short, judgesTimes: times, soakMinutes: soak, signal, progress });
      const finding = times ? found : withoutTimes(found);
      outcomes.push({ check, finding, tookMs: performance.now() - started });
      const passed = finding.skipped === undefined ? colors.green("ok     ") : colors.yellow("skipped");
      const mark = isPassed(finding) ? passed : colors.red("FAILED ");
      line.print(`${mark}  ${check.id}  ${check.title}  ${colors.dim(`${seconds(performance.now() - started)} s`)}`);
    } catch (error) {
      if (signal.aborted) break;
      throw error;
    }
  }
  line.clear();
  return outcomes;
}

const seconds = (ms: number) => Math.round(ms / 1000);

async function writeReports({ json, html }: Options, outcomes: readonly Outcome[]): Promise<void> {
  if (json === STANDARD_OUTPUT) process.stdout.write(resultJson(outcomes));
  else if (json !== undefined) await writeFile(json, resultJson(outcomes));
  if (html === STANDARD_OUTPUT) process.stdout.write(resultPage(outcomes, new Date()));
  else if (html !== undefined) await writeFile(html, resultPage(outcomes, new Date()));
}

outliveReaders();
main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : WRONG_OPTIONS);
    print(oneLine(error instanceof Error ? error.message : String(error)));
    process.exit(NOT_RUN);
  },
);
