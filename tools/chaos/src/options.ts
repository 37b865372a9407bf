import { outputProblem } from "@hipstershop/runtime/files";
import { usageErrorLine } from "@hipstershop/text";
import { Command, InvalidArgumentError } from "commander";
import { checks } from "./checks/index.ts";

/** The options of `npm run chaos`. */
export interface Options {
  /** Ids of the checks to run; undefined: all of the part. */
  readonly only?: readonly string[];
  readonly short: boolean;
  /** False with --no-times. */
  readonly times: boolean;
  readonly seed: number;
  /** Minutes of R14. */
  readonly soak?: number;
  readonly target?: string;
  readonly namespace: string;
  readonly json?: string;
  readonly html?: string;
}

const SEED_MAX = 2 ** 31 - 1;

/** The command with all options. */
export function createCommand(): Command {
  return new Command("chaos")
    .description(
      "Starts a shop, breaks it in every way that docs/reliability.md promises to survive, and says what broke.",
    )
    .option("--only <ids>", `these checks, such as R1,R2: ${checks.map(({ id }) => id).join(", ")}`, ids)
    .option("--short", "the part that takes three minutes at most", false)
    .option("--soak <minutes>", "how long R14 lasts", wholeNumber)
    .option("--no-times", "limits of time are not judged: for a machine that is busy with something else")
    .option("--seed <number>", "the same seed, the same order and inputs", wholeNumber, 1)
    .option(
      "--target <url>",
      "a shop in a cluster, whose pods are deleted by kubectl; what can't be done there is skipped",
      webAddress,
    )
    .option("--namespace <name>", "with --target: its namespace", "default")
    .option("--json <file>", "write figures and problems; - for standard output", outputFile)
    .option("--html <file>", "write the report", outputFile)
    .allowExcessArguments(false)
    .configureOutput({ outputError: (text, write) => write(usageErrorLine(text)) })
    .showHelpAfterError("(--help tells what there is)");
}

function ids(text: string): readonly string[] {
  const wanted = text.split(",").map((id) => id.trim().toUpperCase());
  const unknown = wanted.filter((id) => !checks.some((check) => check.id === id));
  if (unknown.length > 0) throw new InvalidArgumentError(`There is no check ${unknown.join(", ")}.`);
  return wanted;
}

function webAddress(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new InvalidArgumentError("It is an address such as http://localhost:8080.");
  return text.replace(/\/+$/, "");
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > SEED_MAX)
    throw new InvalidArgumentError(`It is a whole number up to ${SEED_MAX}.`);
  return value;
}

function outputFile(text: string): string {
  const problem = text === "-" ? undefined : outputProblem(text);
  if (problem !== undefined) throw new InvalidArgumentError(`it must be ${problem}.`);
  return text;
}
