import { randomInt } from "node:crypto";
import { outputProblem } from "@hipstershop/runtime/files";
import { actsIn, type ChosenFault, parseFault } from "./fault-option.ts";
import { usageErrorLine } from "@hipstershop/text";
import { Command, InvalidArgumentError } from "commander";

/** The options of `npm run canary`. */
export interface Options {
  readonly successRate: number;
  readonly prodRate: number;
  readonly service?: string;
  readonly fault?: ChosenFault;
  readonly config: string;
  readonly fast: boolean;
  readonly seed: number;
  readonly rate?: number;
  readonly prometheus: string;
  readonly json?: string;
  readonly html: string;
  readonly state: string;
}

const SUCCESS_RATE = 70;
const SEED_MAX = 2 ** 31 - 1;
const RATE_MAX = 500;

/** The command with all options. `report` and `state` are where reports go, and where a running shop is looked for. */
export function createCommand(report: string, state: string): Command {
  return new Command("canary")
    .description("Deploys a canary beside production, has it judged by its metrics, and promotes it or stops.")
    .option("--success-rate <percent>", "the canary's success rate, 0 to 100", wholeNumber(0, 100), SUCCESS_RATE)
    .option("--prod-rate <percent>", "the success rate of production and baseline", wholeNumber(0, 100), SUCCESS_RATE)
    .option("--service <name>", "versions of a service of the shop instead of the sample app")
    .option("--fault <name:variant>", "with --service: the canary carries this fault (docs/faults.md)", parseFault)
    .option("--config <config>", "canary configuration: seed, sound, or a file in Kayenta's JSON", "sound")
    .option("--fast", "three times as fast, with three times the requests a second", false)
    .option("--seed <number>", "the same seed, the same failures (default: by chance)", wholeNumber(0, SEED_MAX))
    .option(
      "--rate <number>",
      "requests per second in real time (default: 60; with --service 4 orders or visits)",
      rate,
    )
    .option("--prometheus <program>", "auto, embedded, or the path of a Prometheus", "auto")
    .option("--json <file>", "write outcome, score, stages and the judge's result; - for standard output", outputFile)
    .option("--html <file>", "write the report", outputFile, report)
    .option("--state <folder>", "the state folder of a running shop, which then gets the spans", state)
    .allowExcessArguments(false)
    .configureOutput({ outputError: (text, write) => write(usageErrorLine(text)) })
    .showHelpAfterError("(--help tells what there is)");
}

/** Parses the arguments. Commander's error for wrong ones is thrown when `exitOverride` is on. */
export function parseOptions(command: Command, args: readonly string[]): Options {
  command.parse([...args], { from: "user" });
  const options = command.opts<Omit<Options, "seed"> & { readonly seed?: number }>();
  const { fault, service } = options;
  if (fault && service === undefined) command.error("error: --fault needs --service: the sample app has no faults");
  if (fault && command.getOptionValueSource("successRate") !== "default")
    command.error("error: --fault and --success-rate are two differences: give one of them");
  if (fault && service !== undefined && !actsIn(fault, service))
    command.error(
      `error: ${fault.name}:${fault.variant} does not act in ${service}; docs/faults.md says where it does`,
    );
  if (service !== undefined && command.getOptionValueSource("prodRate") !== "default")
    command.error("error: --prod-rate is for the sample app: all calls of a service in production succeed");
  if (options.html === "-" && options.json === "-")
    command.error("error: --html and --json can't both be written to standard output");
  return { ...options, seed: options.seed ?? randomInt(SEED_MAX) };
}

function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (/^\d+$/.test(text) && number >= min && number <= max) return number;
    throw new InvalidArgumentError(`it must be a whole number from ${min} to ${max}.`);
  };
}

function rate(text: string): number {
  const number = Number(text);
  if (number > 0 && number <= RATE_MAX) return number;
  throw new InvalidArgumentError(`it must be a number above 0, up to ${RATE_MAX}.`);
}

function outputFile(text: string): string {
  const problem = text === "-" ? undefined : outputProblem(text);
  if (problem !== undefined) throw new InvalidArgumentError(`it must be ${problem}.`);
  return text;
}
