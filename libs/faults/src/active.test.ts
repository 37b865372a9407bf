import { expect, test } from "vitest";
import { activeFaults } from "./active.ts";
import { faults } from "./catalogue/index.ts";
import { flagsFile } from "./flags-file.ts";
import { hasSwitchedFault } from "./switched.ts";

/** The shipped configuration with changes of some flags. */
function configuration(changes: Readonly<Record<string, object>>, $evaluators: object = {}): string {
  const shipped = JSON.parse(flagsFile()) as { readonly flags: Readonly<Record<string, object>> };
  const changed = Object.entries(changes).map(([name, change]) => [name, { ...shipped.flags[name], ...change }]);
  return JSON.stringify({ ...shipped, $evaluators, flags: { ...shipped.flags, ...Object.fromEntries(changed) } });
}

const inGermany = { if: [{ "==": [{ var: "country" }, "DE"] }, "declined", null] };

test("faults that are off are not active, nor are those that nobody knows, or that are disabled", () => {
  const others = {
    banner: { state: "ENABLED", variants: { off: "", amber: "amber" }, defaultVariant: "amber" },
    adFailure: { state: "DISABLED", defaultVariant: "all", targeting: inGermany },
    paymentFailure: { defaultVariant: "unheard-of" },
    shippingSlow: { defaultVariant: "", targeting: {} },
    cartPoolOfOne: { defaultVariant: null, targeting: null },
  };
  expect(activeFaults(configuration(others))).toEqual([]);
});

test("faults that are on are active, in the catalogue's order", () => {
  const active = activeFaults(
    configuration({ shippingSlow: { defaultVariant: "800ms" }, adFailure: { defaultVariant: "all" } }),
  );
  const forAll = { targeted: false, targets: [] };
  expect(active).toEqual(
    faults
      .filter(({ name }) => ["adFailure", "shippingSlow"].includes(name))
      .map(({ name }) => ({ name, variant: name === "adFailure" ? "all" : "800ms", ...forAll })),
  );
});

test.each<[string, object, object]>([
  ["by a condition", inGermany, {}],
  ["by shares", { fractional: [["declined", 1] as const, ["off", 99] as const] }, {}],
  ["by a rule that is shared", { $ref: "germans" }, { germans: inGermany }],
])("a fault for some requests, %s, names what they get", (_, targeting, $evaluators) => {
  const text = configuration({ paymentFailure: { targeting } }, $evaluators);
  expect(activeFaults(text)).toEqual([
    { name: "paymentFailure", variant: "off", targeted: true, targets: ["declined"] },
  ]);
  expect(hasSwitchedFault(text)).toBe(true);
});

test("a rule whose variants can't be told is active all the same", () => {
  const targeting = { var: "variant" };
  expect(activeFaults(configuration({ paymentFailure: { defaultVariant: "declined", targeting } }))).toEqual([
    { name: "paymentFailure", variant: "declined", targeted: true, targets: [] },
  ]);
});

test.each([
  ["", "JSON"],
  ["flags", "JSON"],
  ["null", "null"],
])("a configuration that can't be read, %j, is an error", (text, words) => {
  expect(() => activeFaults(text)).toThrow(words);
  expect(hasSwitchedFault(text)).toBe(false);
});

test("a configuration without flags has no active faults", () => {
  expect(activeFaults("{}")).toEqual([]);
});
