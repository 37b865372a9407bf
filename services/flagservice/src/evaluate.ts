import { ErrorCode, type EvaluationContext, type FlagMetadata, type JsonObject } from "@openfeature/core";
import type { FlagSet } from "./flag-set.ts";
import { shorten } from "./shorten.ts";

/** The types a flag can have, with an empty value of each. */
const EMPTY = { boolean: false, string: "", number: 0, object: {} } as const;
export type FlagType = keyof typeof EMPTY;

export interface ValueOf {
  readonly boolean: boolean;
  readonly string: string;
  readonly number: number;
  readonly object: JsonObject;
}

/** Maximum characters of a problem in a status message, which travels as a header. */
const PROBLEM_LENGTH_MAX = 500;

/** The result of evaluating a flag for one context. Without a value the caller uses its own default. */
export interface Evaluation<T> {
  readonly value?: T;
  readonly variant?: string;
  /** STATIC, TARGETING_MATCH, DEFAULT or DISABLED. */
  readonly reason: string;
  readonly metadata: FlagMetadata;
}

/** A flag could not be evaluated; `code` is OpenFeature's. */
export class EvaluationError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = "EvaluationError";
    this.code = code;
  }
}

/** Evaluates one flag; throws an EvaluationError for a flag that is unknown, broken or of another type. */
export function evaluate<T extends FlagType>(
  { core, read }: FlagSet,
  type: T,
  key: string,
  context: EvaluationContext,
): Evaluation<ValueOf[T]> {
  const written = read.get(key);
  if (!written) throw new EvaluationError(ErrorCode.FLAG_NOT_FOUND, `flag '${shorten(key)}' not found`);
  const unreadable = new EvaluationError(
    ErrorCode.PARSE_ERROR,
    `flag '${shorten(key)}' can't be read: ${shorten(written.problem, PROBLEM_LENGTH_MAX)}`,
  );
  if (!written.feature || (written.problem && written.feature.state !== "DISABLED")) throw unreadable;
  const { value, variant, reason, flagMetadata, errorCode, errorMessage } = core.resolve<ValueOf[FlagType]>(
    type,
    key,
    EMPTY[type],
    context,
  );
  if (errorCode) throw new EvaluationError(errorCode, errorMessage ?? `flag '${key}' can't be evaluated`);
  const outcome = { reason: reason ?? "UNKNOWN", metadata: flagMetadata };
  if (variant !== undefined && (value === null || Array.isArray(value))) {
    const found = value === null ? "null" : "a list";
    throw new EvaluationError(ErrorCode.TYPE_MISMATCH, `variant '${variant}' of flag '${key}' is ${found}`);
  }
  return variant === undefined ? outcome : { ...outcome, variant, value: value as ValueOf[T] };
}

/** The number truncated to an integer; throws an EvaluationError when that can't be represented exactly. */
export function toInteger(key: string, evaluation: Evaluation<number>): Evaluation<string> {
  const { value, ...others } = evaluation;
  if (value === undefined) return others;
  const truncated = Math.trunc(value);
  if (Number.isSafeInteger(truncated)) return { ...others, value: String(truncated) };
  throw new EvaluationError(ErrorCode.TYPE_MISMATCH, `flag '${key}' is ${value}, too large for a whole number`);
}

/** The type of a flag, by its default variant: all variants should be of one type. */
export function flagType({ core }: FlagSet, key: string): FlagType {
  const { variants, defaultVariant = "" } = core.getFlag(key) ?? {};
  const [sample] = variants?.values() ?? [];
  return typeof (variants?.get(defaultVariant) ?? sample) as FlagType;
}
