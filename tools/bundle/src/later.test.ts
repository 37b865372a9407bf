import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runInThisContext } from "node:vm";
import { build } from "esbuild";
import { afterAll, expect, test } from "vitest";
import { buildLater, loadLater } from "./later.ts";

const folder = mkdtempSync(join(tmpdir(), "later-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const later = { importer: "start.ts", specifier: "./engine.ts", file: "engine.js", own: ["mine"] };

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

write("node_modules/common/index.js", "export class Refusal {}\nexport const unused = 1;\n");
write("node_modules/mine/index.js", 'export const name = "mine";\n');
write(
  "start.ts",
  'import { Refusal } from "common";\nexport const load = () => import("./engine.ts");\nexport { Refusal };\n',
);

/** Bundles start.ts, and runs it with a loadPart like that of start.cjs. */
async function bundled() {
  const part = await buildLater(folder, later);
  const options = { bundle: true, write: false, format: "cjs", platform: "node", logLevel: "silent" } as const;
  const entryPoints = [join(folder, "start.ts")];
  const { outputFiles } = await build({ ...options, entryPoints, plugins: [loadLater(folder, later, part)] });
  const text = outputFiles[0]!.text;
  const require = createRequire(import.meta.url);
  type Run = (...given: unknown[]) => unknown;
  const loadPart = (_: string, shared: unknown) => (runInThisContext(part.text) as Run)(require, shared);
  const module = { exports: {} };
  (runInThisContext(`(function (module, loadPart) {${text}})`) as Run)(module, loadPart);
  return { text, part, module: module.exports as Record<string, () => Promise<Record<string, unknown>>> };
}

test("a part is loaded with what is its own, and shares the bundle's packages and Node's modules", async () => {
  write(
    "engine.ts",
    `import { join as joined } from "node:path";
     import { Refusal as Error } from "common";
     import { name } from "mine";
     export const makes = () => new Error();
     export const says = () => joined(name, "too");`,
  );
  const { text, part, module } = await bundled();
  const { makes, says } = (await module["load"]!()) as Record<string, () => unknown>;
  expect(makes!()).toBeInstanceOf(module["Refusal"]);
  expect(says!()).toBe("mine/too");
  expect(text).not.toContain("mine");
  expect(Object.keys(part.metafile.inputs)).toEqual(["node_modules/mine/index.js", "engine.ts"]);
});

test.each(['import all from "common"; export const a = all;', 'import * as all from "common"; export const a = all;'])(
  "%s can't be shared, and is refused",
  async (source) => {
    write("engine.ts", source);
    await expect(buildLater(folder, later)).rejects.toThrow("must be named ones");
  },
);

test("an importer that does not import it once is refused", async () => {
  write("engine.ts", "export const a = 1;");
  write("start.ts", "export const a = 1;");
  await expect(bundled()).rejects.toThrow('start.ts must have import("./engine.ts") once');
});
