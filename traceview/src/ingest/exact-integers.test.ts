import fc from "fast-check";
import { expect, test } from "vitest";
import { exactIntegers } from "./exact-integers.ts";

test.each([
  ['{"a":9007199254740993}', '{"a":"9007199254740993"}'],
  ["[-9223372036854775808, 1]", '["-9223372036854775808", 1]'],
  ['{"a":1700000000123456,"b":1.7000000001234567e20}', '{"a":1700000000123456,"b":1.7000000001234567e20}'],
  ['{"12345678901234567":"a: 12345678901234567, \\" 12345678901234567"}', undefined],
  ["12345678901234567.5", undefined],
  ['not json 12345678901234567 "', 'not json "12345678901234567" "'],
])("%s", (json, written) => expect(exactIntegers(json)).toBe(written ?? json));

test("whatever the JSON, only whole numbers beyond 2^53 change, and keep all their digits", () => {
  const large = fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n });
  const leaf = fc.oneof(
    large,
    fc.integer(),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.string(),
    fc.boolean(),
  );
  const strings = fc.oneof(
    leaf,
    large.map((digits) => `" ${digits} \\`),
  );
  const value = fc.array(fc.record({ key: strings, other: strings }));
  fc.assert(
    fc.property(value, (tree) => {
      const json = write(tree);
      const exact: unknown = JSON.parse(exactIntegers(json));
      expect(exact).toEqual(JSON.parse(json, read as (key: string, value: unknown) => unknown));
    }),
    { numRuns: 500 },
  );
});

test("a text of many megabytes, most of it one string, takes no stack", () => {
  const json = JSON.stringify(["x".repeat(4_000_000), "\\".repeat(1_000_000)]).replace("]", ",12345678901234567]");
  expect((JSON.parse(exactIntegers(json)) as unknown[]).at(-1)).toBe("12345678901234567");
});

function write(value: unknown): string {
  if (typeof value === "bigint") return String(value);
  if (Array.isArray(value)) return `[${value.map(write).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `${JSON.stringify(key)}: ${write(inner)}`)
    .join(",")}}`;
}

/** The same by JSON.parse itself, which can show a number's text. */
function read(_key: string, value: unknown, { source }: { readonly source?: string }): unknown {
  const isRounded = typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(source ?? "");
  return isRounded ? source : value;
}
