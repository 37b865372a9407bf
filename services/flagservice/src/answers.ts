import type { Struct, StructInput } from "@hipstershop/contract";
import { RpcError, Status, type StatusCode } from "@hipstershop/rpc";
import type { EvaluationContext, JsonObject } from "@openfeature/core";
import { type Evaluation, evaluate, EvaluationError, flagType, type ValueOf } from "./evaluate.ts";
import type { FlagSet } from "./flag-set.ts";
import { fromStruct, StructDepthError, toStruct } from "./struct.ts";

/** An evaluation as a message of flagd's protocols. */
export function answer<T>({ metadata, ...evaluation }: Evaluation<T>) {
  return { ...evaluation, metadata: toStruct(metadata) };
}

export function objectAnswer({ value, ...evaluation }: Evaluation<JsonObject>) {
  const response = answer<StructInput>(evaluation);
  return value === undefined ? response : { ...response, value: toStruct(value) };
}

/** One entry of ResolveAll. A flag whose evaluation fails has the reason ERROR, and an empty value if it has a type. */
export function anyFlag(flags: FlagSet, key: string, context: EvaluationContext) {
  if (!flags.core.getFlag(key)) return { reason: "ERROR" };
  const type = flagType(flags, key);
  try {
    const { value, metadata, ...others } = evaluate(flags, type, key, context);
    return { ...others, ...anyValue(type, value), metadata: toStruct(metadata) };
  } catch {
    return { reason: "ERROR", ...anyValue(type, undefined) };
  }
}

function anyValue(type: keyof ValueOf, value: ValueOf[keyof ValueOf] | undefined) {
  switch (type) {
    case "boolean":
      return { boolValue: value === true };
    case "string":
      return { stringValue: typeof value === "string" ? value : "" };
    case "number":
      return { doubleValue: typeof value === "number" ? value : 0 };
    default:
      return { objectValue: toStruct(typeof value === "object" ? value : {}) };
  }
}

/** The caller's evaluation context; refused when it nests too deeply. */
export function readContext(context: Struct | null): EvaluationContext {
  try {
    return fromStruct(context);
  } catch (error) {
    throw toStatus(error);
  }
}

const CODES: Readonly<Record<string, StatusCode>> = {
  FLAG_NOT_FOUND: Status.NOT_FOUND,
  TYPE_MISMATCH: Status.INVALID_ARGUMENT,
  PARSE_ERROR: Status.DATA_LOSS,
};

/** The status that flagd uses for an error; UNKNOWN for those that are not listed. */
export function toStatus(error: unknown): unknown {
  if (error instanceof StructDepthError) return new RpcError(Status.INVALID_ARGUMENT, error.message);
  if (!(error instanceof EvaluationError)) return error;
  return new RpcError(CODES[error.code] ?? Status.UNKNOWN, error.message, { cause: error });
}
