import { parseDurationUs } from "@hipstershop/text/durations";
import { type Command, InvalidArgumentError } from "commander";

/** A percentage of a rollout: a revision's name or service:tag, and how much it gets. */
export interface TargetPercent {
  readonly target: string;
  readonly percent: number;
}

export function addPercentage(text: string, before: readonly TargetPercent[]): readonly TargetPercent[] {
  const [, target = "", percent = ""] = /^([a-z][-a-z0-9]*(?::[a-z][-a-z0-9]*)?)=(\d{1,3})%?$/.exec(text) ?? [];
  if (target === "" || Number(percent) > 100)
    throw new InvalidArgumentError("give revision=percentage, such as hello:latest=10% or hello-00001=100%.");
  return [...before, { target, percent: Number(percent) }];
}

export function addVariable(text: string, before: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const [, name = "", value = ""] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
  if (name === "") throw new InvalidArgumentError("give NAME=value, such as TARGET=blue.");
  return { ...before, [name]: value };
}

export function addText(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}

export function parseMs(text: string): number {
  const us = parseDurationUs(text);
  if (us === undefined) throw new InvalidArgumentError("give a duration such as 60s or 1m30s.");
  return Math.round(us / 1000);
}

export function parseCount(text: string): number {
  if (!/^\d{1,5}$/.test(text)) throw new InvalidArgumentError("give a whole number.");
  return Number(text);
}

/** The programs that are known by the name of an image. */
export type Image = "hello" | "frontend";

export function parseImage(text: string): Image {
  const [, name] = /^(?:[\w.:-]+\/)*(hello|helloworld-go|frontend)(?::[\w.-]+)?$/.exec(text) ?? [];
  if (name === undefined)
    throw new InvalidArgumentError(
      "no images run here: gcr.io/knative-samples/helloworld-go is the hello app that is included, frontend is the shop's; `revision deploy --command` runs any program.",
    );
  return name === "frontend" ? name : "hello";
}

/** For `--managed-route=false`. */
export function parseTruth(text: string): boolean {
  if (!/^(true|false)$/.test(text)) throw new InvalidArgumentError("give true or false.");
  return text === "true";
}

/** The options of `revision scale`, which `deploy` has as well. */
export interface ScaleOptions {
  readonly idle?: number;
  readonly grace?: number;
  readonly target?: number;
  readonly containerConcurrency?: number;
  readonly minScale?: number;
  readonly maxScale?: number;
}

export function addScaleOptions(command: Command): Command {
  return command
    .option("--idle <duration>", "end an instance after this long without requests (60s)", parseMs)
    .option("--grace <duration>", "let the last instance stay this much longer (30s)", parseMs)
    .option("--target <number>", "requests in flight for which one instance is enough (70)", parseCount)
    .option(
      "--container-concurrency <number>",
      "requests in flight that an instance gets at most; 0: as many as come",
      parseCount,
    )
    .option("--min-scale <number>", "instances that are always there (0)", parseCount)
    .option("--max-scale <number>", "instances at most (20)", parseCount);
}

/** As the router takes them. */
export function scaleOf({ idle, grace, target, containerConcurrency, minScale, maxScale }: ScaleOptions) {
  return { idleMs: idle, graceMs: grace, target, concurrency: containerConcurrency, min: minScale, max: maxScale };
}
