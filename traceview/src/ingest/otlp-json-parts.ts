import type { Tag } from "@hipstershop/traces";
import { attributeTag, type AnyValue } from "./any-value.ts";
import type { Batch } from "./batch.ts";
import type { JsonFields } from "./json-fields.ts";
import { JsonValues } from "./json-values.ts";

const NS_MAX = 2n ** 64n - 1n;

/** Reads what spans and log records in OTLP's JSON have in common. */
export class OtlpJsonParts {
  readonly #fields: JsonFields;
  readonly #batch: Batch;
  readonly #values: JsonValues;

  constructor(fields: JsonFields, batch: Batch) {
    this.#fields = fields;
    this.#batch = batch;
    this.#values = new JsonValues(fields);
  }

  attributes(value: unknown): Tag[] {
    const tags: Tag[] = [];
    for (const attribute of this.#fields.list(value, "attributes")) {
      const key = this.#fields.text(attribute["key"], "attribute.key");
      if (key === "") this.#fields.addRemark("an attribute", attribute, "has no key and is left out");
      else {
        const read = this.#values.attribute(key, attribute["value"]);
        if (read) tags.push(attributeTag(key, read.value, this.#batch));
      }
    }
    return tags;
  }

  /** An AnyValue; undefined for an empty one, and with a remark for one that is nested too deeply. */
  value(sent: unknown, what: string): AnyValue {
    return this.#values.attribute(what, sent)?.value;
  }

  /** Nanoseconds are decimal strings in OTLP's JSON; numbers are accepted, too. */
  nanoseconds(value: unknown, what: string): bigint {
    if (typeof value === "string" && /^\d{1,20}$/.test(value)) {
      const ns = BigInt(value);
      if (ns <= NS_MAX) return ns;
    }
    const number = this.#fields.number(value, what);
    if (number >= 0 && number <= Number(NS_MAX)) return BigInt(Math.floor(number));
    this.#fields.addRemark(what, value, `is not a time in nanoseconds and is taken as the nearest`);
    return number < 0 ? 0n : NS_MAX;
  }
}
