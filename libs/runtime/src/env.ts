import { readFileSync } from "node:fs";
import { hostAndPort } from "@hipstershop/addresses";
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
  constructor(problems: readonly string[]) {
    super(
      `the environment needs ${problems.length === 1 ? "a change" : `${problems.length} changes`}:\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
    );
    this.name = "EnvError";
  }
}

/**
 * Reads variables by name into typed values. A bad or missing one is noted and a stand-in returned, so that
 * `assertComplete()` can name all of them at once, before anything is started.
 */
export class Env {
  readonly #values: Readonly<Record<string, string | undefined>>;
  readonly #problems: string[] = [];
  readonly #warnings: string[] = [];
  readonly #asked: Variable[] = [];

  constructor(values: Readonly<Record<string, string | undefined>>) {
    this.#values = values;
  }

  /** Every variable asked for so far, in order. */
  get asked(): readonly Variable[] {
    return this.#asked;
  }

  /** What was wrong so far, but can be done without: for whoever starts things to tell. */
  get warnings(): readonly string[] {
    return this.#warnings;
  }

  /** Text; `fallback` when unset or empty. */
  text(name: string, fallback: string): string {
    this.#asked.push({ name, fallback });
    return this.#values[name] || fallback;
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

  /** http:// or https://, as written; requests go there. */
  url(name: string, fallback: string): string {
    return this.parsed(name, fallback, (text) => parseHttpUrl(text) && text) ?? fallback;
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
    return problem === undefined ? path : this.#problem(name, path, problem, path);
  }

  /** Whatever `parse` makes of it; it throws an UnfitError that says what would be right. Undefined when it did. */
  parsed<T>(name: string, fallback: string | undefined, parse: (text: string) => T, show = shown): T | undefined {
    this.#asked.push({ name, fallback });
    const value = this.#values[name];
    // A value that comes from a file or a secret often ends with a line break.
    const text = value?.trim() || fallback;
    try {
      return text === "" ? undefined : parse(text ?? "");
    } catch (error) {
      if (error instanceof UnfitError) return this.#problem(name, value?.trim(), error.message, undefined, show);
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
      const number = Number(text);
      if (Number.isInteger(number) && number >= min && number <= max) return number;
      throw new UnfitError(`a whole number from ${min} to ${max}`);
    });
  }

  decimal(name: string, fallback: number, { min, max }: { readonly min: number; readonly max: number }): number {
    return this.#number(name, fallback, `a number from ${min} to ${max}`, (n) => n >= min && n <= max);
  }

  /** on/off, true/false, 1/0, yes/no. */
  flag(name: string, fallback: boolean): boolean {
    this.#asked.push({ name, fallback: fallback ? "on" : "off" });
    const value = this.#values[name]?.toLowerCase();
    if (!value) return fallback;
    if (["on", "true", "1", "yes"].includes(value)) return true;
    if (["off", "false", "0", "no"].includes(value)) return false;
    return this.#problem(name, value, "on or off", fallback);
  }

  /** One of a list of words. */
  choice<T extends string>(name: string, fallback: T, allowed: readonly T[]): T {
    this.#asked.push({ name, fallback });
    const value = this.#values[name];
    if (!value) return fallback;
    const found = allowed.find((word) => word === value);
    return found ?? this.#problem(name, value, `one of ${allowed.join(", ")}`, fallback);
  }

  /** Words separated by commas, each of a list. */
  choices<T extends string>(name: string, fallback: readonly T[], allowed: readonly T[]): readonly T[] {
    this.#asked.push({ name, fallback: fallback.join(",") });
    const value = this.#values[name];
    if (!value) return fallback;
    const words = value.split(",").map((word) => word.trim());
    const known = allowed.filter((word) => words.includes(word));
    return words.every((word) => known.some((k) => k === word))
      ? known
      : this.#problem(name, value, `a comma-separated list of ${allowed.join(", ")}`, fallback);
  }

  /** A length of time as Go writes it: "5.5s", "250ms", "1m30s"; "" or unset is zero. Result in milliseconds. */
  duration(name: string): number {
    this.#asked.push({ name, fallback: "" });
    const value = this.#values[name];
    if (!value) return 0;
    return parseDuration(value) ?? this.#problem(name, value, 'a duration such as "5.5s" or "250ms"', 0);
  }

  /** key=value pairs separated by commas, as OTEL_RESOURCE_ATTRIBUTES has them. A malformed one is left out, with a warning. */
  pairs(name: string): Readonly<Record<string, string>> {
    this.#asked.push({ name, fallback: "" });
    const { pairs, unfit } = parsePairs(this.#values[name] ?? "");
    for (const part of unfit)
      this.#warnings.push(`${name}: ${JSON.stringify(part.slice(0, 80))} is no key=value pair and is left out`);
    return pairs;
  }

  /** Throws an EnvError that names every problem met so far. */
  assertComplete(): void {
    if (this.#problems.length > 0) throw new EnvError(this.#problems);
  }

  #number(name: string, fallback: number, wanted: string, accept: (n: number) => boolean): number {
    this.#asked.push({ name, fallback: String(fallback) });
    const value = this.#values[name];
    if (!value) return fallback;
    const number = Number(value);
    return accept(number) ? number : this.#problem(name, value, wanted, fallback);
  }

  #problem<T>(name: string, value: string | undefined, wanted: string, standIn: T, show = shown): T {
    this.#problems.push(
      value ? `${name} is ${show(value)}, but must be ${wanted}` : `${name} is not set: set it to ${wanted}`,
    );
    return standIn;
  }
}

const UNIT_MS: Record<string, number> = { ns: 1e-6, us: 1e-3, µs: 1e-3, ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of a Go duration text; undefined when it is none. */
export function parseDuration(text: string): number | undefined {
  if (!/^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(text)) return text === "0" ? 0 : undefined;
  let totalMs = 0;
  for (const [, amount = "", unit = ""] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)) {
    totalMs += Number(amount) * (UNIT_MS[unit] ?? 0);
  }
  return totalMs;
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
