import {
  parseDuration,
  parseListenAddress,
  parseOrigin,
  parsePublicUrl,
  shown,
  UnfitError,
} from "@hipstershop/runtime";
import type { Scenario } from "../scenarios/scenario.ts";
import type { Model, Range, Shard, Stage } from "./settings.ts";

/** A text that has not the expected form; the message says what form is expected. */
export class ParseError extends Error {
  override readonly name = "ParseError";
}

/** "90s", "2m30s"; a bare number is seconds. Result in milliseconds. */
export function durationMs(text: string): number {
  const ms = parseDuration(/^\d+(\.\d+)?$/.test(text) ? `${text}s` : text);
  if (ms === undefined) throw new ParseError(`give a duration such as 30s, 2m or 1m30s, not "${text}".`);
  return ms;
}

/** Decimal digits alone, from `min` to `max`. */
export function wholeNumber(text: string, min: number, max: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number >= min && number <= max) return number;
  throw new ParseError(`give a whole number from ${min} to ${max}, not "${text}".`);
}

/** A decimal number above 0. */
export function positiveNumber(text: string, max: number): number {
  const number = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && number > 0 && number <= max) return number;
  throw new ParseError(`give a number above 0, at most ${max}, not "${text}".`);
}

/** A name of one of the two models. */
export function model(text: string): Model {
  if (text === "closed" || text === "open") return text;
  throw new ParseError(`give closed or open, not "${text}".`);
}

/** "1s-10s", or one duration for always the same. In milliseconds. */
export function range(text: string): Range {
  const [low = "", high = low, ...rest] = text.split("-");
  const [minMs, maxMs] = [durationMs(low), durationMs(high)];
  if (rest.length > 0 || minMs > maxMs)
    throw new ParseError(`give one duration, or the lower and the higher, such as 1s-10s, not "${text}".`);
  return { minMs, maxMs };
}

/** "30s:10,1m:50": to 10 within 30 s, then to 50 within one minute. */
export function stages(text: string): readonly Stage[] {
  return text.split(",").map((part) => {
    const [, length, target] = /^([^:]+):(\d+(?:\.\d+)?)$/.exec(part.trim()) ?? [];
    const ms = length === undefined ? 0 : durationMs(length);
    if (ms === 0) throw new ParseError(`give stages such as 30s:10,1m:50 (how long, and to how many), not "${text}".`);
    return { durationMs: ms, target: Number(target) };
  });
}

/** "2/8": the second of eight. */
export function shard(text: string): Shard {
  const [, index, count] = /^(\d{1,4})\/(\d{1,4})$/.exec(text) ?? [];
  const [i, n] = [Number(index), Number(count)];
  if (!(i >= 1 && i <= n)) throw new ParseError(`give the shard and how many there are, such as 2/8, not "${text}".`);
  return { index: i - 1, count: n };
}

/** host:port or a URL, as an origin such as http://127.0.0.1:8080. */
export function origin(text: string): string {
  return parseWith(parseOrigin, text);
}

/** The URL of a trace viewer. It is printed in reports, so it must hold no password. */
export function viewer(text: string): string {
  return parseWith(parsePublicUrl, text);
}

/** Runs a parser of libs/runtime; its UnfitError becomes a ParseError. */
function parseWith(parse: (text: string) => string, text: string): string {
  try {
    return parse(text);
  } catch (error) {
    if (error instanceof UnfitError) throw new ParseError(`give ${error.message}, not ${shown(text)}.`);
    throw error;
  }
}

/** An address of this machine to listen on. */
export function listenAddress(text: string): string {
  return parseWith(parseListenAddress, text);
}

/** The chosen scenarios, each "checkout" or with another weight "checkout=5"; all known ones when none is chosen. */
export function mixOf(chosen: readonly string[], known: readonly Scenario[]): readonly Scenario[] {
  if (chosen.length === 0) return known;
  return chosen.map((text) => {
    const [name, weight] = text.split("=");
    const found = known.find((scenario) => scenario.name === name);
    if (!found)
      throw new ParseError(`there is no scenario "${name}": choose from ${known.map((s) => s.name).join(", ")}.`);
    return weight === undefined ? found : { ...found, weight: positiveNumber(weight, 1e6), run: found.run.bind(found) };
  });
}
