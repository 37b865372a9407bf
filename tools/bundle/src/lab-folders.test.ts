import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "esbuild";
import { afterAll, expect, test } from "vitest";
import { copyLabFolders, labFolders } from "./lab-folders.ts";

const folder = mkdtempSync(join(tmpdir(), "lab-folders-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

test("each lab of a bundle reads the files of its own folder, which is copied without its code", async () => {
  for (const name of ["01-one", "02-two"]) {
    write(
      `labs/${name}/lab.ts`,
      `import { readFileSync } from "node:fs";
       export const text = () => readFileSync(import.meta.dirname + "/start/a.txt", "utf8");`,
    );
    write(`labs/${name}/start/a.txt`, `of ${name}`);
  }
  write("labs/src/other.ts", "export const here = import.meta.dirname;");
  write(
    "labs/main.ts",
    `export { text as one } from "./01-one/lab.ts"; export { text as two } from "./02-two/lab.ts";
     export { here } from "./src/other.ts";`,
  );
  const outfile = join(folder, "dist/build/src/bundle.cjs");
  await build({
    entryPoints: [join(folder, "labs/main.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "cjs",
    define: { "import.meta.dirname": "__dirname" },
    plugins: [labFolders()],
  });
  copyLabFolders(join(folder, "labs"), join(folder, "dist"));
  const { one, two, here } = createRequire(import.meta.url)(outfile) as {
    readonly one: () => string;
    readonly two: () => string;
    readonly here: string;
  };
  expect([one(), two()]).toEqual(["of 01-one", "of 02-two"]);
  expect(here).toBe(dirname(outfile));
  expect(readFileSync(join(folder, "dist/01-one/start/a.txt"), "utf8")).toBe("of 01-one");
  expect(existsSync(join(folder, "dist/01-one/lab.ts"))).toBe(false);
});
