import { readFileSync } from "node:fs";
import { hostAndPort } from "@hipstershop/addresses";
import { parseDurationUs } from "@hipstershop/text/durations";
import {
  parseGrpcAddress,
  parseHttpUrl,
  parseLink,
  parseListenAddress,
  parseNode,
  parseOrigin,
  parsePathPrefix,
  parsePublicUrl,
  UnfitError,
} from "./addresses.ts";
import { fileProblem, type FileUse } from "./files.ts";
import { shown, shownUrl } from "./mask.ts";
import { parseRedisUrl } from "./redis-url.ts";
import { parsePairs } from "./attribute-pairs.ts";

/** One variable a service asked for: what the README tables are compared with. */
export interface Variable {
  readonly name: string;
  /** As it would be written; "" when the variable may be left out, undefined when it must be set. */
  readonly fallback: string | undefined;
}

/** The environment is wrong: every problem at once, each with the name, what was found and what would do. */
export class EnvError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[], options?: ErrorOptions) {
    super(
      `the environment needs ${problems.length === 1 ? "a change" : `${problems.length} changes`}:\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
      options,
    );
    this.name = "EnvError";
    this.problems = problems;
  }
}

/** Opens what a variable names. What is wrong with it shows only then, and is told like a wrong variable. */
export async function openNamed<T>(variable: string, open: () => T | Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (cause) {
    throw new EnvError([`${variable}: ${cause instanceof Error ? cause.message : String(cause)}`], { cause });
  }
}

/** What comes up while variables are read. */
interface Rejected {
  readonly name: string;
  /** As it was read; undefined when the variable is not set. */
  readonly value: string | undefined;
  /** How the value is written in the message, so that nothing secret is in it. */
  readonly show?: (value: string) => string;
}

interface Notes {
  readonly asked: Variable[];
  readonly problems: string[];
  readonly warnings: string[];
}

/**
 * Reads variables by name into typed values. A bad or missing one is noted and a stand-in returned, so that
 * `assertComplete()` can name all of them at once, before anything is started.
 */
export class Env {
  readonly #values: Readonly<Record<string, string | undefined>>;
  readonly #notes: Notes;
  readonly #forgives: boolean;

  constructor(
    values: Readonly<Record<string, string | undefined>>,
    notes: Notes = { asked: [], problems: [], warnings: [] },
    forgives = false,
  ) {
    this.#values = values;
    this.#notes = notes;
    this.#forgives = forgives;
  }

  /**
   * The same variables and notes, for those whose values others may have chosen, as an operator does for a whole cluster: what is
   * wrong is a warning, and as good as not set. So the specification of OpenTelemetry wants it for its names.
   */
  get forgiving(): Env {
    return new Env(this.#values, this.#notes, true);
  }

  /** Every variable asked for so far, in order. */
  get asked(): readonly Variable[] {
    return this.#notes.asked;
  }

  /** What was wrong so far, but can be done without: for whoever starts things to tell. */
  get warnings(): readonly string[] {
    return this.#notes.warnings;
  }

  /** Text; `fallback` when unset or empty. */
  text(name: string, fallback: string): string {
    this.#notes.asked.push({ name, fallback });
    return this.#trimmed(name) === "" ? fallback : (this.#values[name] ?? fallback);
  }

  /** host:port of another service; must be set. */
  address(name: string): string {
    const address = this.parsed(name, undefined, parseGrpcAddress);
    return address ?? "localhost:1";
  }

  /** host:port, or a host with a usual port; "" when unset. */
  hostAndPort(name: string, usualPort: number): string {
    return (
      this.parsed(name, "", (text) => {
        const { host, port } = parseNode(text, `host:port, such as redis-cart:${usualPort}`, usualPort);
        return hostAndPort(host, port);
      }) ?? ""
    );
  }

  /** http:// or https://, as written; requests go there. `example` is for who has written something else. */
  url(name: string, fallback: string, example?: string): string {
    return this.parsed(name, fallback, (text) => parseHttpUrl(text, example) && text) ?? fallback;
  }

  /** The same, of what is shown to people: without user name and password, and without a slash at its end. */
  publicUrl(name: string, fallback: string): string {
    return this.parsed(name, fallback, parsePublicUrl) ?? fallback;
  }

  /** The same, or a path such as "/jaeger". */
  link(name: string, fallback: string): string {
    return this.parsed(name, fallback, parseLink) ?? fallback;
  }

  /** host:port or a URL without a path, as an origin; "" when unset. */
  origin(name: string): string {
    return this.parsed(name, "", parseOrigin) ?? "";
  }

  /** What all paths begin with, such as "/shop"; "" when unset. */
  pathPrefix(name: string): string {
    return this.parsed(name, "", parsePathPrefix) ?? "";
  }

  /** An address of this machine to listen on. */
  listenAddress(name: string, fallback: string): string {
    return this.parsed(name, fallback, parseListenAddress) ?? fallback;
  }

  /** redis://, rediss://, redis-sentinel:// or redis-cluster://, as written; "" when unset. */
  redisUrl(name: string): string {
    return this.parsed(name, "", (text) => parseRedisUrl(text) && text, shownUrl) ?? "";
  }

  /** A file that is there to be read, or one that can be written, with its folder if need be. */
  file(name: string, fallback: string, use: FileUse): string {
    const path = this.text(name, fallback);
    const problem = path === "" ? undefined : fileProblem(path, use);
    return problem === undefined ? path : this.#reject({ name, value: path }, problem, path);
  }

  /** Whatever `parse` makes of it; it throws an UnfitError that says what would be right. Undefined when it did. */
  parsed<T>(name: string, fallback: string | undefined, parse: (text: string) => T, show = shown): T | undefined {
    this.#notes.asked.push({ name, fallback });
    const value = this.#trimmed(name);
    const text = value || fallback;
    try {
      return text === "" ? undefined : parse(text ?? "");
    } catch (error) {
      if (error instanceof UnfitError) return this.#reject({ name, value, show }, error.message, undefined);
      throw error;
    }
  }

  /** A TCP port, 0 to 65535; 0 takes a free one. */
  port(name: string, fallback: number): number {
    return this.integer(name, fallback, { min: 0, max: 65_535 });
  }

  integer(name: string, fallback: number, { min, max }: { readonly min: number; readonly max: number }): number {
    return this.#number(
      name,
      fallback,
      `a whole number from ${min} to ${max}`,
      (n) => Number.isInteger(n) && n >= min && n <= max,
    );
  }

  /** The same, which may be left out. */
  optionalInteger(name: string, { min, max }: { readonly min: number; readonly max: number }): number | undefined {
    return this.parsed(name, "", (text) => {
      const number = DECIMAL.test(text) ? Number(text) : Number.NaN;
      if (Number.isInteger(number) && number >= min && number <= max) return number;
      throw new UnfitError(`a whole number from ${min} to ${max}`);
    });
  }

  decimal(name: string, fallback: number, { min, max }: { readonly min: number; readonly max: number }): number {
    return this.#number(name, fallback, `a number from ${min} to ${max}`, (n) => n >= min && n <= max);
  }

  /** on/off, true/false, 1/0, yes/no. */
  flag(name: string, fallback: boolean): boolean {
    this.#notes.asked.push({ name, fallback: fallback ? "on" : "off" });
    const value = this.#trimmed(name).toLowerCase();
    if (value === "") return fallback;
    if (["on", "true", "1", "yes"].includes(value)) return true;
    if (["off", "false", "0", "no"].includes(value)) return false;
    return this.#reject({ name, value }, "on or off", fallback);
  }

  /** OpenTelemetry's yes or no: "true" is yes, whatever its case, and everything else is no. */
  truth(name: string): boolean {
    this.#notes.asked.push({ name, fallback: "false" });
    const value = this.#trimmed(name).toLowerCase();
    return (
      value === "true" || (value !== "" && value !== "false" && this.#reject({ name, value }, "true or false", false))
    );
  }

  /** One of a list of words, whatever its case. */
  choice<T extends string>(name: string, fallback: T, allowed: readonly T[]): T {
    this.#notes.asked.push({ name, fallback });
    const value = this.#trimmed(name);
    if (value === "") return fallback;
    const found = allowed.find((word) => word === value.toLowerCase());
    return found ?? this.#reject({ name, value }, oneOf(allowed), fallback);
  }

  /** Words separated by commas, each of a list. Those that are none of it are problems of their own; the others are taken. */
  choices<T extends string>(name: string, fallback: readonly T[], allowed: readonly T[]): readonly T[] {
    this.#notes.asked.push({ name, fallback: fallback.join(",") });
    const words = this.#trimmed(name)
      .split(",")
      .map((word) => word.trim())
      .filter((word) => word !== "");
    const known = allowed.filter((word) => words.some((one) => one.toLowerCase() === word));
    const unknown = words.filter((word) => !known.some((one) => one === word.toLowerCase()));
    for (const word of unknown) this.#note(`${name} has ${shown(word)}, which is none of ${allowed.join(", ")}`);
    return known.length > 0 ? known : fallback;
  }

  /** A length of time as Go writes it: "5.5s", "250ms", "1m30s"; "" or unset is zero. Result in milliseconds. */
  duration(name: string): number {
    this.#notes.asked.push({ name, fallback: "" });
    const value = this.#trimmed(name);
    if (value === "") return 0;
    return parseDuration(value) ?? this.#reject({ name, value }, 'a duration such as "5.5s" or "250ms"', 0);
  }

  /** key=value pairs separated by commas, as OTEL_RESOURCE_ATTRIBUTES has them. A malformed one is left out, with a warning. */
  pairs(name: string): Readonly<Record<string, string>> {
    this.#notes.asked.push({ name, fallback: "" });
    const { pairs, unfit } = parsePairs(this.#values[name] ?? "");
    for (const part of unfit) this.#notes.warnings.push(`${name}: ${shown(part)} is no key=value pair and is left out`);
    return pairs;
  }

  /** Every problem met so far. */
  get problems(): readonly string[] {
    return this.#notes.problems;
  }

  /** Throws an EnvError that names every problem met so far. */
  assertComplete(): void {
    if (this.#notes.problems.length > 0) throw new EnvError(this.#notes.problems);
  }

  #number(name: string, fallback: number, wanted: string, accept: (n: number) => boolean): number {
    this.#notes.asked.push({ name, fallback: String(fallback) });
    const value = this.#trimmed(name);
    if (value === "") return fallback;
    const number = DECIMAL.test(value) ? Number(value) : Number.NaN;
    return accept(number) ? number : this.#reject({ name, value }, wanted, fallback);
  }

  /** A value that comes from a file or a secret often ends with a line break; one of spaces says nothing. */
  #trimmed(name: string): string {
    return this.#values[name]?.trim() ?? "";
  }

  /** Notes that a variable does not have a value as `wanted`, and answers `standIn` for it. */
  #reject<T>({ name, value, show = shown }: Rejected, wanted: string, standIn: T): T {
    this.#note(value ? `${name} is ${show(value)}, but must be ${wanted}` : `${name} is not set: set it to ${wanted}`);
    return standIn;
  }

  #note(problem: string): void {
    if (this.#forgives) this.#notes.warnings.push(`${problem}; it is ignored`);
    else this.#notes.problems.push(problem);
  }
}

const DECIMAL = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

/** The longest time a timer can hold, some 24 days; one of more would end at once. */
const TIMER_MAX_MS = 2_147_483_647;

/** Milliseconds of a duration such as "1m30s", at most TIMER_MAX_MS; undefined when the text is no duration. */
export function parseDuration(text: string): number | undefined {
  const us = parseDurationUs(text);
  return us === undefined ? undefined : Math.min(us / 1000, TIMER_MAX_MS);
}

function oneOf(words: readonly string[]): string {
  const named = words.filter((word) => word !== "");
  return named.length === 1 ? String(named[0]) : `one of ${named.join(", ")}`;
}

/** This process's environment: the one place that looks at it. */
export function processEnv(): Env {
  return new Env(processVariables());
}

/** The same as it is, for those who hand it on. */
export function processVariables(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** Keeps a variable from the libraries that would read it by themselves, when they are loaded: docs/configuration.md lists them. */
export function withholdVariable(name: string): void {
  delete process.env[name];
}

/** The shop's version: SERVICE_VERSION, or else `given`, or else that of the nearest package.json that names it. */
export function shopVersion(env: Env, given = ""): string {
  return env.text("SERVICE_VERSION", "") || given || PACKAGE_VERSION;
}

const PACKAGE_VERSION = readPackageVersion();

function readPackageVersion(): string {
  try {
    const manifest: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
    return typeof manifest === "object" && manifest && "version" in manifest ? String(manifest.version) : "0.0.0";
  } catch {
    return "0.0.0";
  }
}
