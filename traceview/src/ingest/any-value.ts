import type { Tag } from "@hipstershop/traces";
import type { Batch } from "./batch.ts";

/** Maximum nesting of lists and maps in an attribute. */
export const VALUE_NESTING_MAX = 16;

/** A parsed OTLP AnyValue: int64 as bigint, bytes as Buffer, a map as pairs, an empty value as undefined. */
export type AnyValue =
  | string
  | boolean
  | number
  | bigint
  | Buffer
  | undefined
  | readonly AnyValue[]
  | { readonly pairs: readonly (readonly [string, AnyValue])[] };

/** The attribute as a tag of one of Jaeger's five types; lists and maps become JSON text, as in Jaeger. */
export function attributeTag(key: string, value: AnyValue, batch: Batch): Tag {
  switch (typeof value) {
    case "string":
      return batch.tag(key, "string", value);
    case "boolean":
      return batch.tag(key, "bool", value);
    case "number":
      return batch.tag(key, "float64", value);
    case "bigint":
      return batch.tag(key, "int64", exactInteger(value));
    case "undefined":
      return batch.tag(key, "string", "");
    default:
      if (Buffer.isBuffer(value)) return batch.tag(key, "binary", value.toString("base64"));
      return batch.tag(key, "string", JSON.stringify(plainValue(value)));
  }
}

/** A number when it is a safe integer, otherwise a decimal string. */
function exactInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function plainValue(value: AnyValue): unknown {
  if (value === undefined) return null;
  if (typeof value === "bigint") return exactInteger(value);
  if (typeof value !== "object") return value;
  if (Buffer.isBuffer(value)) return value.toString("base64");
  // fromEntries defines own properties, so that a key "__proto__" is safe.
  if ("pairs" in value) return Object.fromEntries(value.pairs.map(([key, inner]) => [key, plainValue(inner)]));
  return value.map(plainValue);
}
