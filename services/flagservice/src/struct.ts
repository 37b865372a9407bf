import type { Struct, StructInput, StructValue, StructValueInput } from "@hipstershop/contract";
import type { JsonObject, JsonValue } from "@openfeature/core";

/** Maximum nesting of a struct. Contexts and flag values have a few levels. */
export const STRUCT_DEPTH_MAX = 32;

/** A struct nests deeper than STRUCT_DEPTH_MAX. */
export class StructDepthError extends Error {
  constructor() {
    super(`a struct may nest ${STRUCT_DEPTH_MAX} levels, this one goes deeper`);
    this.name = "StructDepthError";
  }
}

/** A google.protobuf.Struct as plain JSON; an empty object for none. */
export function fromStruct(struct: Struct | null | undefined, depth = 0): JsonObject {
  if (depth > STRUCT_DEPTH_MAX) throw new StructDepthError();
  const entries = Object.entries(struct?.fields ?? {});
  return Object.fromEntries(entries.map(([key, value]) => [key, fromValue(value, depth + 1)]));
}

function fromValue(value: StructValue, depth: number): JsonValue {
  if (depth > STRUCT_DEPTH_MAX) throw new StructDepthError();
  switch (value.kind) {
    case "stringValue":
      return value.stringValue ?? "";
    case "numberValue":
      return value.numberValue ?? 0;
    case "boolValue":
      return value.boolValue ?? false;
    case "structValue":
      return fromStruct(value.structValue, depth);
    case "listValue":
      return (value.listValue?.values ?? []).map((item) => fromValue(item, depth + 1));
    default:
      return null;
  }
}

/** Plain JSON as a google.protobuf.Struct. */
export function toStruct(object: Readonly<JsonObject>, depth = 0): StructInput {
  if (depth > STRUCT_DEPTH_MAX) throw new StructDepthError();
  const entries = Object.entries(object);
  return { fields: Object.fromEntries(entries.map(([key, value]) => [key, toValue(value, depth + 1)])) };
}

function toValue(value: JsonValue, depth: number): StructValueInput {
  if (depth > STRUCT_DEPTH_MAX) throw new StructDepthError();
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "number") return { numberValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (value === null) return { nullValue: "NULL_VALUE" };
  if (Array.isArray(value)) return { listValue: { values: value.map((item) => toValue(item, depth + 1)) } };
  return { structValue: toStruct(value, depth) };
}
