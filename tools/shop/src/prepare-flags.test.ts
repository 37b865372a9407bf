import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shippedFlagsFile } from "flagservice";
import { expect, test } from "vitest";
import { prepareFlags } from "./prepare-flags.ts";

/** Prepares a folder, with a flags file of that text in it if there is one. */
function prepare(text?: string) {
  const folder = mkdtempSync(join(tmpdir(), "prepare-"));
  const file = join(folder, "flags.json");
  if (text !== undefined) writeFileSync(file, text);
  const said: string[] = [];
  prepareFlags(folder, (line) => said.push(line.replace(file, "F")));
  const after = readFileSync(file, "utf8");
  rmSync(folder, { recursive: true });
  return { said, after };
}

const shipped = readFileSync(shippedFlagsFile(), "utf8");
interface Flags {
  readonly flags: Record<string, { defaultVariant: string }>;
}

test("a new shop gets the shipped flags", () => {
  expect(prepare()).toEqual({ said: [], after: shipped });
});

test("a file with all faults stays as it is, whatever is switched on", () => {
  const text = shipped.replace('"defaultVariant": "off"', '"defaultVariant": "200ms"');
  expect(text).not.toBe(shipped);
  expect(prepare(text)).toEqual({ said: [], after: text });
});

test("an older shop's file keeps its flags and gets the missing faults, which is told in one line", () => {
  const { flags } = JSON.parse(shipped) as Flags;
  const { shippingSlow = { defaultVariant: "" } } = flags;
  const own = {
    mine: { state: "ENABLED", variants: { a: 1 } },
    shippingSlow: { ...shippingSlow, defaultVariant: "800ms" },
  };
  const { said, after } = prepare(JSON.stringify({ flags: own }));
  expect(said).toEqual([`F is an older shop's: ${Object.keys(flags).length - 1} faults were added to it`]);
  expect(JSON.parse(after)).toEqual({ flags: { ...flags, ...own } });
});

test("a file that can't be used is left to the flag service, and told", () => {
  const { said, after } = prepare("{");
  expect(said).toEqual([expect.stringMatching(/^F was not looked through for missing faults: .*it is no JSON/)]);
  expect(after).toBe("{");
});
