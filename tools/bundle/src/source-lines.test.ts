import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { linesOfSource } from "./source-lines.ts";

const folder = mkdtempSync(join(tmpdir(), "source-lines-"));
const bundle = join(folder, "bundle.js");
const table = join(folder, "bundle.lines.json");
afterAll(() => rmSync(folder, { recursive: true, force: true }));

beforeAll(async () => {
  writeFileSync(
    join(folder, "price.ts"),
    `interface Price {
  readonly units: number;
}

/** Throws for a price below nothing. */
export function checked({ units }: Price): number {
  if (units < 0) throw new RangeError(\`\${units} is no price\`);
  return units;
}
`,
  );
  writeFileSync(
    join(folder, "main.ts"),
    `import { checked } from "./price.ts";
type Nothing = undefined;
const units: number | Nothing = -1;
try {
  checked({ units });
} catch (error) {
  console.log((error as Error).stack);
}
console.log(new Error("unread", { cause: 1 }).stack);
`,
  );
  await build({
    entryPoints: [join(folder, "main.ts")],
    outfile: bundle,
    bundle: true,
    platform: "node",
    sourcemap: "external",
  });
  writeFileSync(join(folder, "main.cjs"), 'require("./bundle.js");');
});

function run(): string[] {
  const program = ["--require", join(import.meta.dirname, "source-lines.cjs"), join(folder, "main.cjs")];
  return spawnSync(process.execPath, program, { encoding: "utf8" }).stdout.split("\n");
}

test("stack traces name the lines of the sources", () => {
  const lines = linesOfSource(readFileSync(`${bundle}.map`, "utf8"), readFileSync(bundle, "utf8"), folder);
  writeFileSync(table, JSON.stringify(lines));
  const said = run();
  expect(said.slice(0, 3)).toEqual([
    "RangeError: -1 is no price",
    `    at checked (${join(folder, "price.ts")}:7)`,
    expect.stringContaining(`${join(folder, "main.ts")}:5`),
  ]);
  expect(said).toContain("Error: unread");
  expect(said.find((line) => line.includes("node:internal"))).toMatch(/:\d+:\d+\)$/);
});

test.each(["", "{"])("without a table that can be read they name those of the bundle", (text) => {
  rmSync(table, { force: true });
  if (text !== "") writeFileSync(table, text);
  expect(run()[1]).toMatch(/at checked \(.*bundle\.js:\d+:\d+\)$/);
});
