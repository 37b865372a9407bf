import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { afterAll, expect, test } from "vitest";
import { leaveOut } from "./leave-out.ts";

const folder = mkdtempSync(join(tmpdir(), "leave-out-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** Bundles a program that imports `big` and `small`, runs it, and returns its exports. */
async function bundled(name: string, program: string, names: readonly string[]): Promise<Record<string, unknown>> {
  write("node_modules/big/index.js", 'exports.Big = class { name = "big" }; exports.weigh = () => "a megabyte";');
  write("node_modules/big/part/deep.js", 'exports.deep = () => "deep";');
  write("node_modules/bigger/index.js", 'exports.bigger = () => "another";');
  write(`${name}.mjs`, program);
  const outfile = join(folder, `${name}.cjs`);
  await build({
    entryPoints: [join(folder, `${name}.mjs`)],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    logLevel: "silent",
    plugins: [leaveOut(names)],
  });
  return createRequire(import.meta.url)(outfile) as Record<string, unknown>;
}

const program = `
import { Big, weigh } from "big";
import { deep } from "big/part/deep.js";
import { bigger } from "bigger";
export class Mine extends Big {}
export const make = () => new Big();
export const call = () => weigh();
export { deep, bigger };
`;

test("what is left out can be extended, and says so when it is used", async () => {
  const { Mine, make, call, bigger } = await bundled("without", program, ["big"]);
  expect(Mine).toBeTypeOf("function");
  for (const use of [make, call]) expect(use).toThrow('big is left out of this bundle: see "bundle"');
  expect((bigger as () => string)()).toBe("another");
});

test("a part of a package is left out alone", async () => {
  const { make, deep } = await bundled("part", program, ["big/part"]);
  expect((make as () => { name: string })().name).toBe("big");
  expect(deep).toThrow("big/part is left out");
});

test("without a list everything is there", async () => {
  const { call, deep } = await bundled("whole", program, []);
  expect([(call as () => string)(), (deep as () => string)()]).toEqual(["a megabyte", "deep"]);
});
