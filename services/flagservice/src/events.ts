import type { Call } from "@hipstershop/rpc";
import type { Counter, Logger, Telemetry } from "@hipstershop/telemetry";
import type { Evaluation } from "./evaluate.ts";
import type { Finding, FlagChanges } from "./flag-set.ts";
import type { FileEvents } from "./flag-source.ts";
import { shorten } from "./shorten.ts";

/** Reports what happens to flags and their file, to span, log and counters. */
export class FlagEvents implements FileEvents {
  readonly #log: Logger;
  readonly #evaluations: Counter;
  readonly #reloads: Counter;

  constructor({ log, meter }: Telemetry) {
    this.#log = log;
    this.#evaluations = meter.createCounter("app_flag_evaluations_total", {
      description: "Evaluations of single flags, by reason.",
    });
    this.#reloads = meter.createCounter("app_flag_reloads_total", {
      description: "Changes of the flags file, by outcome.",
    });
  }

  evaluated({ span }: Call, key: string, { reason, variant, metadata }: Evaluation<unknown>): void {
    const setId = metadata["flagSetId"];
    span.setAttributes({
      "feature_flag.key": key,
      "feature_flag.result.reason": reason.toLowerCase(),
      ...(variant !== undefined && { "feature_flag.result.variant": variant }),
      ...(typeof setId === "string" && { "feature_flag.set.id": setId }),
    });
    this.#evaluations.add(1, { "feature_flag.result.reason": reason.toLowerCase() });
  }

  evaluatedAll({ span }: Call, flags: number): void {
    span.setAttribute("app.flag.count", flags);
  }

  failed({ span }: Call, key: string): void {
    span.setAttributes({ "feature_flag.key": shorten(key), "feature_flag.result.reason": "error" });
    this.#evaluations.add(1, { "feature_flag.result.reason": "error" });
  }

  switched(call: Call, key: string, variant: string): void {
    call.span.setAttributes({ "feature_flag.key": key, "feature_flag.result.variant": variant });
    call.log.info({ "feature_flag.key": key, "feature_flag.result.variant": variant }, "a flag was switched");
  }

  targeted(call: Call, key: string, targeting: string): void {
    call.span.setAttribute("feature_flag.key", key);
    const fields = { "feature_flag.key": key, "app.flag.targeting": shorten(targeting, 500) };
    call.log.info(fields, targeting ? "a flag has another rule" : "a flag has no rule any more");
  }

  reset(call: Call, keys: readonly string[]): void {
    call.span.setAttribute("app.flag.count", keys.length);
    call.log.info({ "app.flag.keys": keys }, "all flags that can be off are off");
  }

  flagsChanged(path: string, changes: FlagChanges): void {
    this.#reloads.add(1, { "app.flag.outcome": "changed" });
    this.#log.info({ "file.path": path, "app.flag.changes": changes }, "the flags changed");
  }

  fileRefused(path: string, problem: string): void {
    this.#reloads.add(1, { "app.flag.outcome": "refused" });
    this.#log.error({ "file.path": path }, `${problem}; the last good flags stay`);
  }

  fileMended(path: string): void {
    this.#log.info({ "file.path": path }, "the flags file is good again");
  }

  found(path: string, { key, sentence, fails }: Finding): void {
    const fields = { "file.path": path, ...(key && { "feature_flag.key": key }) };
    const outcome = fails ? "it fails, the others don't" : "it is used all the same";
    this.#log.warn(fields, `${key ? `flag "${key}": ` : ""}${sentence}; ${outcome}`);
  }

  flagMended(path: string, key: string): void {
    const fields = { "file.path": path, ...(key && { "feature_flag.key": key }) };
    this.#log.info(fields, `nothing is wrong any more with ${key ? `flag "${key}"` : "what is beside the flags"}`);
  }
}
