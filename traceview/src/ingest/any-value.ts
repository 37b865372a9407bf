import type { Tag } from "@hipstershop/traces";
import type { Batch } from "./batch.ts";

/** How deep lists and maps inside an attribute may nest. */
export const VALUE_NESTING_MAX = 16;

/** An OTLP AnyValue read into plain JavaScript: int64 as bigint, bytes as Buffer, a map as pairs, nothing as undefined. */
export type AnyValue =
  | string
  | boolean
  | number
  | bigint
  | Buffer
  | undefined
  | readonly AnyValue[]
  | { readonly pairs: readonly (readonly [string, AnyValue])[] };

/** The attribute as one of Jaeger's five types; lists and maps become JSON text, as Jaeger shows them. */
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
      return batch.tag(key, "string", JSON.stringify(plain(value)));
  }
}

/** A number while it holds every digit, else a decimal string. */
function exactInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function plain(value: AnyValue): unknown {
  if (value === undefined) return null;
  if (typeof value === "bigint") return exactInteger(value);
  if (typeof value !== "object") return value;
  if (Buffer.isBuffer(value)) return value.toString("base64");
  // fromEntries defines properties, so that even a key "__proto__" is only a key.
  if ("pairs" in value) return Object.fromEntries(value.pairs.map(([key, inner]) => [key, plain(inner)]));
  return value.map(plain);
}
