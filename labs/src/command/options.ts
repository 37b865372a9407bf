import { join, resolve } from "node:path";
import { parseOrigin, parsePublicUrl } from "@hipstershop/runtime";
import { usageErrorLine } from "@hipstershop/text";
import { Command, InvalidArgumentError } from "commander";
import { CourseProblem } from "../course/course-problem.ts";
import { learnerName } from "../course/course.ts";
import type { Answers } from "../course/lab.ts";
import { NO_NAME } from "../course/progress.ts";

const STATE = join(import.meta.dirname, "../../../.shop");
const SEED_MAX = 2 ** 31;

/** Options of all commands. */
export interface Options {
  readonly traces?: string;
  readonly frontend?: string;
  readonly otlp?: string;
  readonly learner: string;
  readonly seed?: number;
  readonly json: boolean;
  readonly state: string;
  readonly portBase?: string;
}

/** What each command does. */
export interface Actions {
  readonly list: (options: Options) => Promise<void>;
  readonly start: (lab: string, options: Options) => Promise<void>;
  readonly check: (lab: string, answers: Answers, options: Options) => Promise<void>;
  readonly hint: (lab: string, options: Options) => Promise<void>;
  readonly reset: (lab: string | undefined, options: Options) => Promise<void>;
  readonly selftest: (lab: string | undefined, options: Options) => Promise<void>;
}

/** The command line. */
export function createCommand(actions: Actions): Command {
  const program = new Command("lab")
    .description("The course: labs that are checked by the real spans of your own requests.")
    .argument("[lab]", "a lab to start; without one, all labs are listed")
    .option("--frontend <url>", "the shop (default: the one open here)", checked(parseOrigin))
    .option(
      "--traces <url>",
      "its traces, a Jaeger's query API (default: those of the shop open here)",
      checked(parsePublicUrl),
    )
    .option(
      "--otlp <url>",
      "where its traces take OTLP over HTTP, for labs that send spans (default: the shop open here)",
      checked(parseOrigin),
    )
    .option("--learner <name>", "in whose name requests are made and progress is kept", checked(learnerName), NO_NAME)
    .option("--seed <number>", "the same seed makes the same lab", checked(seed))
    .option("--json", "print JSON", false)
    .option("--state <folder>", "where progress is kept", (folder) => resolve(folder), STATE)
    .option("--port-base <port>", "ports of a shop that is opened for a lab, as for npm start", checked(port))
    .showHelpAfterError("(--help tells what there is)")
    .configureOutput({ outputError: (text, write) => write(usageErrorLine(text)) })
    .allowExcessArguments(false)
    .exitOverride();
  const options = () => program.opts<Options>();
  program.action((lab?: string) => (lab === undefined ? actions.list(options()) : actions.start(lab, options())));
  const add = (usage: string, text: string) => program.command(usage).description(text).allowExcessArguments(false);
  add("list", "all labs, and what is done").action(() => actions.list(options()));
  add("start <lab>", "make the requests of a lab, and show what to find out").action((lab: string) =>
    actions.start(lab, options()),
  );
  add("check <lab>", "check answers against the real spans")
    .option("--answer <key=value>", "an answer; once for each question", answer, {})
    .action((lab: string, { answer: answers }: { readonly answer: Answers }) => actions.check(lab, answers, options()));
  add("hint <lab>", "the next hint").action((lab: string) => actions.hint(lab, options()));
  add("reset [lab]", "forget the progress with a lab, or with all").action((lab?: string) =>
    actions.reset(lab, options()),
  );
  add("selftest [lab]", "play the solution and wrong answers of a lab, or of all").action((lab?: string) =>
    actions.selftest(lab, options()),
  );
  return program;
}

function checked<T>(understand: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return understand(text);
    } catch (error) {
      if (error instanceof CourseProblem) throw new InvalidArgumentError(error.message);
      throw new InvalidArgumentError(`give ${error instanceof Error ? error.message : String(error)}.`);
    }
  };
}

function seed(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value >= SEED_MAX) throw new Error(`a whole number below ${SEED_MAX}`);
  return value;
}

function port(text: string): string {
  if (!/^\d{1,5}$/.test(text)) throw new Error("a port, or 0 for free ones");
  return text;
}

function answer(text: string, before: Answers): Answers {
  const at = text.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("give it as key=value, such as services=3.");
  return { ...before, [text.slice(0, at).trim()]: text.slice(at + 1) };
}
