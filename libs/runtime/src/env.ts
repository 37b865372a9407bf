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

/** A variable that was read. Tests compare these with the README tables. */
export interface Variable {
  readonly name: string;
  /** The default as text; "" when the variable may be unset, undefined when it must be set. */
  readonly fallback: string | undefined;
}

/** The environment is invalid. The message has every problem: name, value, and what would be valid. */
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

/** Opens what a variable names. Errors that show only then are reported like an invalid variable. */
export async function openNamed<T>(variable: string, open: () => T | Promise<T>): Promise<T> {
  try {
    return await open();
  } catch (cause) {
    throw new EnvError([`${variable}: ${cause instanceof Error ? cause.message : String(cause)}`], { cause });
  }
}

/** An invalid variable. */
interface Rejected {
  readonly name: string;
  /** As it was read; undefined when the variable is not set. */
  readonly value: string | undefined;
  /** How the value is written in the message, without secrets. */
  readonly show?: (value: string) => string;
}

interface Notes {
  readonly asked: Variable[];
  readonly problems: string[];
  readonly warnings: string[];
}

/**
 * Reads variables by name into typed values. An invalid or missing one is recorded and a default returned, so that
 * `assertComplete()` can report all of them at once, before anything is started.
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
   * The same variables, but invalid ones are treated as unset, with a warning. For variables that may be set for a
   * whole cluster, as OpenTelemetry's specification requires of its own.
   */
  get forgiving(): Env {
    return new Env(this.#values, this.#notes, true);
  }

  /** All variables read so far, in order. */
  get asked(): readonly Variable[] {
    return this.#notes.asked;
  }

  /** Mistakes that did not prevent the start. */
  get warnings(): readonly string[] {
    return this.#notes.warnings;
  }

  /** A text; `fallback` when unset or empty. */
  text(name: string, fallback: string): string {
    this.#notes.asked.push({ name, fallback });
    return this.#trimmed(name) === "" ? fallback : (this.#values[name] ?? fallback);
  }

  /** Address of another service, host:port; without a fallback it must be set. */
  address(name: string, fallback?: string): string {
    const address = this.parsed(name, fallback, parseGrpcAddress);
    return address ?? "localhost:1";
  }

  /** host:port, or a host alone, which gets the usual port; "" when unset. */
  hostAndPort(name: string, usualPort: number): string {
    return (
      this.parsed(name, "", (text) => {
        const { host, port } = parseNode(text, `host:port, such as redis-cart:${usualPort}`, usualPort);
        return hostAndPort(host, port);
      }) ?? ""
    );
  }

  /** An http or https URL as written, to send requests to. `example` is for the error message. */
  url(name: string, fallback: string, example?: string): string {
    return this.parsed(name, fallback, (text) => parseHttpUrl(text, example) && text) ?? fallback;
  }

  /** A URL that is shown to people: without user name, password and trailing slash. */
  publicUrl(name: string, fallback: string): string {
    return this.parsed(name, fallback, parsePublicUrl) ?? fallback;
  }

  /** The same, or a path such as "/jaeger". */
  link(name: string, fallback: string): string {
    return this.parsed(name, fallback, parseLink) ?? fallback;
  }

  /** host:port or a URL without a path, as an origin; the fallback, an origin or "", when unset. */
  origin(name: string, fallback = ""): string {
    return this.parsed(name, fallback, parseOrigin) ?? fallback;
  }

  /** Prefix of all paths, such as "/shop"; "" when unset. */
  pathPrefix(name: string): string {
    return this.parsed(name, "", parsePathPrefix) ?? "";
  }

  /** An address to listen on. */
  listenAddress(name: string, fallback: string): string {
    return this.parsed(name, fallback, parseListenAddress) ?? fallback;
  }

  /** A URL of Redis as written: redis://, rediss://, redis-sentinel:// or redis-cluster://; "" when unset. */
  redisUrl(name: string): string {
    return this.parsed(name, "", (text) => parseRedisUrl(text) && text, shownUrl) ?? "";
  }

  /** A path: of a file that can be read, or of one that can be written, with its folder if necessary. */
  file(name: string, fallback: string, use: FileUse): string {
    const path = this.text(name, fallback);
    const problem = path === "" ? undefined : fileProblem(path, use);
    return problem === undefined ? path : this.#reject({ name, value: path }, problem, path);
  }

  /** The result of `parse`, which throws an UnfitError for an invalid text; undefined then. */
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

  /** The same, undefined when unset. */
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

  /** A boolean: on/off, true/false, 1/0, yes/no. */
  flag(name: string, fallback: boolean): boolean {
    this.#notes.asked.push({ name, fallback: fallback ? "on" : "off" });
    const value = this.#trimmed(name).toLowerCase();
    if (value === "") return fallback;
    if (["on", "true", "1", "yes"].includes(value)) return true;
    if (["off", "false", "0", "no"].includes(value)) return false;
    return this.#reject({ name, value }, "on or off", fallback);
  }

  /** A boolean by OpenTelemetry's rule: "true", in any case of letters, is true, and everything else false. */
  truth(name: string): boolean {
    this.#notes.asked.push({ name, fallback: "false" });
    const value = this.#trimmed(name).toLowerCase();
    return (
      value === "true" || (value !== "" && value !== "false" && this.#reject({ name, value }, "true or false", false))
    );
  }

  /** One of the allowed words, in any case of letters. */
  choice<T extends string>(name: string, fallback: T, allowed: readonly T[]): T {
    this.#notes.asked.push({ name, fallback });
    const value = this.#trimmed(name);
    if (value === "") return fallback;
    const found = allowed.find((word) => word === value.toLowerCase());
    return found ?? this.#reject({ name, value }, oneOf(allowed), fallback);
  }

  /** Words separated by commas. Words that are not allowed are problems; the others are used. */
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
  duration(name: string, maxMs = TIMER_MAX_MS): number {
    this.#notes.asked.push({ name, fallback: "" });
    const value = this.#trimmed(name);
    if (value === "") return 0;
    const ms = parseDuration(value);
    if (ms !== undefined && ms <= maxMs) return ms;
    const atMost = maxMs < TIMER_MAX_MS ? `, at most ${maxMs / 1000} s` : "";
    return this.#reject({ name, value }, `a duration such as "5.5s" or "250ms"${atMost}`, 0);
  }

  /**
   * key=value pairs separated by commas, as OTEL_RESOURCE_ATTRIBUTES has them. A malformed one is left out, with a
   * warning.
   */
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

  /** The trimmed value: one from a file or a secret often ends with a line break. Spaces alone count as empty. */
  #trimmed(name: string): string {
    return this.#values[name]?.trim() ?? "";
  }

  /** Records that a variable is invalid, and returns a stand-in. `wanted` says what would be valid. */
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

/** The environment of this process: the only place that reads process.env. */
export function processEnv(): Env {
  return new Env(processVariables());
}

/** The variables themselves, for child processes. */
export function processVariables(): Readonly<Record<string, string | undefined>> {
  return process.env;
}

/** Removes a variable that a library would read when it is loaded: see docs/configuration.md. */
export function withholdVariable(name: string): void {
  delete process.env[name];
}

/** The shop's version: SERVICE_VERSION, `given`, or the version in the nearest package.json with one. */
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
