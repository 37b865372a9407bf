import { VALUE_NESTING_MAX, type AnyValue } from "./any-value.ts";
import { isFields, type Fields, type JsonFields } from "./json-fields.ts";

const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;
const KINDS = [
  "stringValue",
  "boolValue",
  "intValue",
  "doubleValue",
  "bytesValue",
  "arrayValue",
  "kvlistValue",
] as const;
const NOT_FINITE = new Map([
  ["NaN", NaN],
  ["Infinity", Infinity],
  ["-Infinity", -Infinity],
]);

/** Renames snake_case fields to camelCase: protobuf's JSON mapping allows both. */
export function camelCased(sent: Fields): Fields {
  let hasSnakes = false;
  for (const name in sent) hasSnakes ||= name.includes("_");
  if (!hasSnakes) return sent;
  const entries = Object.entries(sent).map(([name, value]) => [
    name.replaceAll(/_+([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
    value,
  ]);
  return { ...Object.fromEntries(entries), ...sent };
}

/** Parses attribute values of OTLP's JSON; converts invalid ones where the intent is clear. */
export class JsonValues {
  readonly #fields: JsonFields;

  constructor(fields: JsonFields) {
    this.#fields = fields;
  }

  /** Undefined, with a remark, for a value that is nested too deeply. */
  attribute(key: string, sent: unknown): { readonly value: AnyValue } | undefined {
    const usual = usualValue(sent);
    if (usual !== undefined) return { value: usual };
    try {
      return { value: this.#value(sent, `attribute ${key.slice(0, 80)}`, 0) };
    } catch (error) {
      if (!(error instanceof NestedTooDeeply)) throw error;
      this.#fields.addRemark("attribute", key, `is nested deeper than ${VALUE_NESTING_MAX} and is left out`);
      return undefined;
    }
  }

  #value(sent: unknown, what: string, depth: number): AnyValue {
    if (depth > VALUE_NESTING_MAX) throw new NestedTooDeeply();
    if (sent === undefined || sent === null) return undefined;
    if (isFields(sent)) return this.#typedValue(camelCased(sent), what, depth);
    this.#fields.addRemark(what, sent, "has a value without its type, which is taken as it is");
    if (Array.isArray(sent)) return sent.map((inner: unknown) => this.#value(inner, what, depth + 1));
    return sent as string | number | boolean;
  }

  #typedValue(sent: Fields, what: string, depth: number): AnyValue {
    const present = KINDS.filter((kind) => sent[kind] !== undefined && sent[kind] !== null);
    const [kind] = present;
    if (present.length > 1) this.#fields.addRemark(what, sent, `has several values, of which ${kind} counts`);
    switch (kind) {
      case "stringValue":
        return this.#fields.text(sent[kind], what);
      case "boolValue":
        return this.#boolean(sent[kind], what);
      case "intValue":
        return this.#integer(sent[kind], what);
      case "doubleValue":
        return this.#double(sent[kind], what);
      case "bytesValue":
        return this.#bytes(sent[kind], what);
      case "arrayValue":
        return this.#listValues(sent[kind], what).map((inner) => this.#value(inner, what, depth + 1));
      case "kvlistValue":
        return { pairs: this.#pairs(sent[kind], what, depth) };
      default:
        return this.#emptyValue(sent, what);
    }
  }

  /** OTLP allows an empty value; a value of unknown type gets a remark. */
  #emptyValue(sent: Fields, what: string): undefined {
    const names = Object.keys(sent);
    if (names.length > 0 && !KINDS.some((kind) => names.includes(kind)))
      this.#fields.addRemark(what, sent, "has a value of no type that is known, and is kept empty");
    return undefined;
  }

  #pairs(sent: unknown, what: string, depth: number): [string, AnyValue][] {
    return this.#listValues(sent, what).flatMap((pair): [string, AnyValue][] => {
      if (isFields(pair))
        return [[this.#fields.text(pair["key"], `a key of ${what}`), this.#value(pair["value"], what, depth + 1)]];
      this.#fields.addRemark(what, pair, "is not an object and is left out");
      return [];
    });
  }

  /** The list in the `values` of an ArrayValue or KeyValueList; a bare list is accepted with a remark. */
  #listValues(sent: unknown, what: string): readonly unknown[] {
    if (!Array.isArray(sent)) return this.#fields.elements(this.#fields.object(sent, what)["values"], `${what}.values`);
    this.#fields.addRemark(what, sent, 'is not within "values" and is taken as if it were');
    return sent;
  }

  #boolean(sent: unknown, what: string): AnyValue {
    if (typeof sent === "boolean") return sent;
    if (sent === "true" || sent === "false") return sent === "true";
    return this.#asText(sent, what, "true or false");
  }

  /** 64-bit integers are decimal strings in OTLP's JSON; numbers are accepted, too. */
  #integer(sent: unknown, what: string): AnyValue {
    const digits = typeof sent === "number" && Number.isSafeInteger(sent) ? String(sent) : sent;
    if (typeof digits === "string" && /^-?\d{1,20}$/.test(digits)) {
      const integer = BigInt(digits);
      if (integer >= INT64_MIN && integer <= INT64_MAX) return integer;
    }
    if (typeof sent !== "number") return this.#asText(sent, what, "a 64-bit integer");
    this.#fields.addRemark(what, sent, "is not a 64-bit integer and is kept as a floating-point number");
    return sent;
  }

  #double(sent: unknown, what: string): AnyValue {
    if (typeof sent === "number") return sent;
    if (typeof sent === "string") {
      const number = NOT_FINITE.get(sent) ?? (sent.trim() === "" ? NaN : Number(sent));
      if (!Number.isNaN(number) || sent === "NaN") return number;
    }
    return this.#asText(sent, what, "a number");
  }

  #bytes(sent: unknown, what: string): AnyValue {
    if (typeof sent === "string" && /^[A-Za-z0-9+/_-]*={0,2}$/.test(sent)) return Buffer.from(sent, "base64");
    return this.#asText(sent, what, "base64");
  }

  #asText(sent: unknown, what: string, wanted: string): string {
    if (typeof sent !== "string") return this.#fields.text(sent, what);
    this.#fields.addRemark(what, sent, `is not ${wanted} and is kept as text`);
    return sent.toWellFormed();
  }
}

/** Fast path for the common case: one field of the right type. */
function usualValue(sent: unknown): AnyValue {
  if (!isFields(sent)) return undefined;
  let fields = 0;
  for (const _ in sent) fields += 1;
  if (fields !== 1) return undefined;
  const { stringValue, intValue, boolValue, doubleValue } = sent;
  if (typeof stringValue === "string") return stringValue.isWellFormed() ? stringValue : undefined;
  if (typeof intValue === "string") return /^-?\d{1,15}$/.test(intValue) ? BigInt(intValue) : undefined;
  if (typeof boolValue === "boolean") return boolValue;
  return typeof doubleValue === "number" ? doubleValue : undefined;
}

/** Rejects one attribute; an IngestError rejects the whole body. */
class NestedTooDeeply extends Error {}
