import { quotedValue, jsonText, type Batch } from "./batch.ts";
import { exactIntegers } from "./exact-integers.ts";
import { malformed } from "./ingest-error.ts";
import { decodeText } from "./decode-text.ts";

/** A JSON object whose fields are not validated yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** Parses JSON without rounding: integers beyond 2^53 become strings. Throws an IngestError. */
export function parseJson(bytes: Buffer, format: string): unknown {
  try {
    return JSON.parse(exactIntegers(decodeText(bytes)));
  } catch (cause) {
    throw malformed(`${format}: the body is not JSON`, cause);
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Reads fields of untrusted JSON. A missing or null field is empty. A field of the wrong type is converted or left out,
 * with a remark; other fields are not affected.
 */
export class JsonFields {
  readonly #format: string;
  readonly #batch: Batch;

  constructor(format: string, batch: Batch) {
    this.#format = format;
    this.#batch = batch;
  }

  /** Records a remark about an invalid value and how it was handled. */
  addRemark(what: string, value: unknown, problem: string): void {
    this.#batch.addRemark(`${this.#format}: ${what} ${quotedValue(value)} ${problem}`);
  }

  object(value: unknown, what: string): Fields {
    if (isFields(value)) return value;
    if (value !== undefined && value !== null) this.addRemark(what, value, "is not an object and is left out");
    return {};
  }

  /** The objects of a list; other elements are left out. */
  list(value: unknown, what: string): readonly Fields[] {
    const elements = this.elements(value, what);
    if (elements.every(isFields)) return elements;
    return elements.filter((element) => {
      if (isFields(element)) return true;
      this.addRemark(`an element of ${what},`, element, "is not an object and is left out");
      return false;
    }) as Fields[];
  }

  /** All elements of a list, of any type. */
  elements(value: unknown, what: string): readonly unknown[] {
    if (Array.isArray(value)) return value;
    if (value !== undefined && value !== null) this.addRemark(what, value, "is not a list and is left out");
    return [];
  }

  /** A lone surrogate becomes U+FFFD, as in UTF-8. */
  text(value: unknown, what: string): string {
    if (typeof value === "string") return value.isWellFormed() ? value : value.toWellFormed();
    if (value === undefined || value === null) return "";
    this.addRemark(what, value, "is not a string and is taken as its text");
    return jsonText(value).toWellFormed();
  }

  /** A finite number, or a string with one; 0 when missing or invalid. */
  number(value: unknown, what: string): number {
    if (value === undefined || value === null) return 0;
    const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
    if (typeof number === "number" && Number.isFinite(number)) return number;
    this.addRemark(what, value, "is not a number and is left out");
    return 0;
  }

  /** A non-negative integer; 0 when missing or invalid. */
  count(value: unknown, what: string): number {
    const number = this.number(value, what);
    if (number >= 0 && Number.isInteger(number)) return number;
    this.addRemark(what, value, "is not a count and is left out");
    return 0;
  }
}
