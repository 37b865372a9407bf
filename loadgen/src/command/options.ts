import { usageErrorLine } from "@hipstershop/text";
import { Command, InvalidArgumentError, Option } from "commander";
import type { LoadConfig } from "../config.ts";
import * as parse from "../settings/parse.ts";
import type { Model, Range, Shard, Stage } from "../settings/settings.ts";
import { THINK } from "../scenarios/shop-mix.ts";
import { parseThreshold, type Threshold } from "../verdicts/thresholds.ts";

/** The parsed command line. */
export interface Options {
  readonly target?: string;
  readonly users: number;
  readonly rate: number;
  readonly model: Model;
  readonly think: Range;
  readonly stages: readonly Stage[];
  readonly duration: number;
  readonly iterations: number;
  readonly seed?: number;
  readonly shard: Shard;
  readonly scenario: readonly string[];
  readonly scenarioFile: readonly string[];
  readonly maxInFlight: number;
  readonly timeout: number;
  readonly wait: number;
  readonly threshold: readonly Threshold[];
  readonly findCapacity: boolean;
  readonly step: number;
  readonly json?: string;
  readonly html?: string;
  readonly traces: string | false;
  readonly verifyTraces?: number | true;
  readonly ui?: number | true;
  readonly host: string;
  readonly autostart: boolean;
  readonly quiet: boolean;
}

/** An option parser whose ParseError becomes commander's error for this option. */
function parsedBy<T>(understand: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return understand(text);
    } catch (error) {
      if (error instanceof parse.ParseError) throw new InvalidArgumentError(error.message);
      throw error;
    }
  };
}

/** The same, for options whose text may hold a password: commander's own message would repeat it. */
function parsedWithoutEcho<T>(flag: string, understand: (text: string) => T): (text: string) => T {
  return (text) => {
    try {
      return understand(text);
    } catch (error) {
      if (error instanceof parse.ParseError) throw new parse.ParseError(`${flag}: ${error.message}`);
      throw error;
    }
  };
}

const appendParsed = <T>(understand: (text: string) => T) => {
  const one = parsedBy(understand);
  return (text: string, before: readonly T[]): readonly T[] => [...before, one(text)];
};

/** The command with all options; defaults come from the environment. */
export function createCommand(config: LoadConfig): Command {
  return withOutputs(withModel(new Command("load"), config), config)
    .configureHelp({ optionDescription: describeOption })
    .configureOutput({ outputError: (text, write) => write(usageErrorLine(text)) })
    .showHelpAfterError("(--help tells what there is)")
    .allowExcessArguments(false);
}

function withModel(command: Command, config: LoadConfig): Command {
  return command
    .description("Visits the Hipster Shop as people do, and tells how it did.")
    .option(
      "--target <address>",
      "frontend, host:port or URL (default: FRONTEND_ADDR, the shop open here, or 127.0.0.1:8080)",
      parsedWithoutEcho("--target", parse.origin),
    )
    .option(
      "--users <count>",
      "closed model: users",
      parsedBy((text) => parse.wholeNumber(text, 1, 100_000)),
      config.users,
    )
    .option(
      "--rate <number>",
      "closed: new users per second; open: actions per second",
      parsedBy((text) => parse.positiveNumber(text, 1e6)),
      config.rate,
    )
    .addOption(
      new Option("--model <model>", "closed: users with think times; open: arrivals, come what may")
        .choices(["closed", "open"])
        .default("closed"),
    )
    .option("--think <range>", "closed: pause between actions, such as 0 or 1s-10s", parsedBy(parse.range), THINK)
    .option(
      "--stages <list>",
      "how long, and to how many users (open: actions/s), such as 30s:10,1m:50",
      parsedBy(parse.stages),
      [],
    )
    .option(
      "--duration <time>",
      "ends after this long, such as 90s or 10m (default: never)",
      parsedBy(parse.durationMs),
      Infinity,
    )
    .option(
      "--iterations <count>",
      "ends after this many actions (default: never)",
      parsedBy((text) => parse.wholeNumber(text, 1, 1e9)),
      Infinity,
    )
    .option(
      "--seed <number>",
      "the same seed, the same actions (default: SEED, else by chance, or 1 when there are shards)",
      parsedBy((text) => parse.wholeNumber(text, 0, 2 ** 31)),
    )
    .option("--shard <i/n>", "this process's part of the run, such as 2/8", parsedBy(parse.shard), config.shard);
}

function withOutputs(command: Command, config: LoadConfig): Command {
  return command
    .option(
      "--scenario <name[=weight]>",
      "only this one, and others named so; may be repeated",
      appendParsed(String),
      [],
    )
    .option(
      "--scenario-file <file>",
      "module that exports one more as `scenario`; may be repeated",
      appendParsed(String),
      [],
    )
    .option(
      "--max-in-flight <count>",
      "open: arrivals beyond this many unfinished actions are dropped",
      parsedBy((text) => parse.wholeNumber(text, 1, 100_000)),
      500,
    )
    .option("--timeout <time>", "an answer that takes longer is an error", parsedBy(parse.durationMs), 30_000)
    .option(
      "--wait <time>",
      "wait this long until all that visitors do has worked once, an order too, uncounted",
      parsedBy(parse.durationMs),
      config.waitMs,
    )
    .option(
      "--threshold <limit>",
      "such as 'p95<300', 'errors<1%', 'p99{route=GET /product/{id}}<500'; exit code 1 when crossed (default: errors<1%)",
      appendParsed(parseThreshold),
      [],
    )
    .addOption(
      new Option("--find-capacity", "raise the open rate until a threshold (default: p99<500, errors<1%) is crossed")
        .default(false)
        .conflicts(["stages", "duration"]),
    )
    .option("--step <time>", "length of one step of --find-capacity", parsedBy(parse.durationMs), 10_000)
    .option("--json <file>", "write the figures as JSON; - for standard output")
    .option(
      "--html <file>",
      "write a report with charts, one file; with --find-capacity a report of its steps; - as above",
    )
    .option(
      "--traces <url>",
      "trace viewer that links lead to (default: TRACES_URL, or that of the shop open here)",
      parsedWithoutEcho("--traces", parse.viewer),
    )
    .option("--no-traces", "make no traces")
    .addOption(
      new Option(
        "--verify-traces [time]",
        "look there for the traces of up to 50 actions, this long or 20s; exit code 1 when one is missing or in pieces",
      )
        .argParser(parsedBy(parse.durationMs))
        .conflicts(["ui", "findCapacity"]),
    )
    .addOption(
      new Option("--ui [port]", "page to start, stop and watch from, on 8089 or this port")
        .argParser(parsedBy((text) => parse.wholeNumber(text, 0, 65_535)))
        // The live page writes no reports and has no exit code.
        .conflicts(["findCapacity", "threshold", "json", "html"]),
    )
    .option("--host <address>", "address of that page", parsedBy(parse.listenAddress), "127.0.0.1")
    .option("--autostart", "with --ui: begin at once", false)
    .option("--quiet", "no live line, no summary", false);
}

/** An option's help text, with its choices and its default as a user would write it. */
function describeOption({ description, defaultValue, argChoices }: Option): string {
  const choices = argChoices ? ` (${argChoices.join(", ")})` : "";
  const value = writtenDefault(defaultValue);
  return description + choices + (value ? ` (default: ${value})` : "");
}

function writtenDefault(value: unknown): string {
  if (value === undefined || value === false || value === true || value === Infinity) return "";
  if (Array.isArray(value)) return "";
  if (typeof value === "object" && value && "maxMs" in value) return "1s-10s";
  if (typeof value === "object" && value && "index" in value && "count" in value)
    return `${Number(value.index) + 1}/${Number(value.count)}`;
  return typeof value === "number" && value >= 1000 && value % 1000 === 0
    ? `${value / 1000}s`
    : `${value as string | number}`;
}
