import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { bundleKey, canBundle, commonKey, localBundleArguments, localBundles } from "./local-bundles.ts";

const folder = mkdtempSync(join(tmpdir(), "local-bundles-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** The keys of two services of the checkout in the folder. */
function keys() {
  const common = commonKey(folder);
  return { ads: bundleKey(folder, "ads", common), carts: bundleKey(folder, "carts", common) };
}

describe("the key of a bundle", () => {
  write("libs/rpc/src/client.ts", "export const a = 1;");
  write("services/ads/src/main.ts", "run();");
  write("services/carts/src/main.ts", "run();");
  write("package-lock.json", "{}");

  test.each(["libs/rpc/src/client.ts", "package-lock.json", "node_modules/.package-lock.json", "protos/demo.proto"])(
    "of every service changes with %s",
    (path) => {
      const before = keys();
      write(path, "changed");
      const { ads, carts } = keys();
      expect([ads === before.ads, carts === before.carts]).toEqual([false, false]);
    },
  );

  test.each(["services/ads/src/main.ts", "services/ads/static/shop.css", "services/ads/package.json"])(
    "of its service changes with %s",
    (path) => {
      const before = keys();
      write(path, "changed");
      const { ads, carts } = keys();
      expect([ads === before.ads, carts === before.carts]).toEqual([false, true]);
    },
  );

  test.each(["services/ads/test/ads.test.ts", "libs/rpc/src/client.test.ts", "libs/rpc/node_modules/a/index.js"])(
    "does not change with %s",
    (path) => {
      const before = keys();
      write(path, "changed");
      expect(keys()).toEqual(before);
    },
  );

  test("changes when a file gets another name", () => {
    const before = keys();
    cpSync(join(folder, "services/ads/src/main.ts"), join(folder, "services/ads/src/start.ts"));
    rmSync(join(folder, "services/ads/src/main.ts"));
    expect(keys().ads).not.toBe(before.ads);
  });
});

test("a bundle is built once, with compiled code and the lines of its sources", async () => {
  expect(canBundle()).toBe(true);
  const first = await localBundles(["adservice"], () => {});
  const second = await localBundles(["adservice"], () => {
    throw new Error("it is built again");
  });
  expect(second).toEqual(first);
  const build = join(first.get("adservice") ?? "", "build/src");
  expect(existsSync(join(build, "bundle.code.zst"))).toBe(true);
  expect(localBundleArguments("adservice", dirname(dirname(build)))).toEqual(
    expect.arrayContaining(["--max-old-space-size=64", join(build, "main.cjs")]),
  );
  const { sources, lines } = JSON.parse(readFileSync(join(build, "bundle.lines.json"), "utf8")) as {
    readonly sources: readonly string[];
    readonly lines: readonly (readonly [number, number] | null)[];
  };
  const wrong: string[] = [];
  let checked = 0;
  for (const [i, text] of readFileSync(join(build, "bundle.js"), "utf8").split("\n").entries()) {
    const name = /^(?:async )?function (\w+)\(/.exec(text)?.[1]?.replace(/\d+$/, "");
    const [source = 0, line = 0] = lines[i] ?? [];
    const path = sources[source] ?? "";
    if (name === undefined || !lines[i] || !/\/(libs|services)\/\w+\/src\//.test(path)) continue;
    checked += 1;
    const written = readFileSync(path, "utf8").split("\n")[line - 1] ?? "";
    if (!written.includes(`function ${name}`)) wrong.push(`${text} is not in ${path}:${line}: ${written}`);
  }
  expect(wrong).toEqual([]);
  expect(checked).toBeGreaterThan(100);
}, 600_000);

test("a service that can't be bundled is named, with the reason", async () => {
  await expect(localBundles(["noservice"], () => {})).rejects.toThrow(/^noservice: /);
});
