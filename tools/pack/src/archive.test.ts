import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { writeArchive } from "./archive.ts";
import type { Entry } from "./entry.ts";

const folder = mkdtempSync(join(tmpdir(), "archive-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const entries: readonly Entry[] = [
  { path: "top/b.txt", bytes: Buffer.from("two\n") },
  { path: "top/a/program", bytes: Buffer.from("#!/bin/sh\n"), isExecutable: true },
  { path: "top/empty", bytes: Buffer.alloc(0) },
  { path: "top/block", bytes: Buffer.alloc(512, "x") },
  { path: `top/${"folder/".repeat(20)}file`, bytes: Buffer.from("deep\n") },
  { path: "top/große.txt", bytes: Buffer.alloc(100_000, "abc") },
];
const unpackers = {
  "tar.gz": (file: string, to: string) => execFileSync("tar", ["-xzf", file, "-C", to]),
  zip: (file: string, to: string) =>
    execFileSync("python3", [
      "-c",
      "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])",
      file,
      to,
    ]),
} as const;
const hasPython = spawnSync("python3", ["--version"]).status === 0;

describe.each(["tar.gz", "zip"] as const)("%s", (format) => {
  test.runIf(format === "tar.gz" || hasPython)("another program unpacks what was packed", async () => {
    const file = join(folder, `one.${format}`);
    const to = mkdtempSync(join(folder, "unpacked-"));
    const written = await writeArchive(file, entries, { format, level: 9 });
    expect(written.bytes).toBe(statSync(file).size);
    unpackers[format](file, to);
    for (const { path, bytes } of entries) expect(readFileSync(join(to, path)).equals(bytes), path).toBe(true);
  });

  test("the order of the files and the time make no difference", async () => {
    const hashes = await Promise.all(
      [entries, entries.toReversed()].map(async (list, i) => {
        const file = join(folder, `${i}.${format}`);
        return (await writeArchive(file, list, { format, level: 6 })).sha256;
      }),
    );
    expect(hashes[0]).toBe(hashes[1]);
  });

  test("two files with one path are refused", async () => {
    const twice = writeArchive(join(folder, `twice.${format}`), [...entries, entries[0]!], { format, level: 1 });
    await expect(twice).rejects.toThrow("top/b.txt is in the archive twice");
  });
});

test("tar keeps that a file is a program, and when all were changed", async () => {
  const file = join(folder, "modes.tar.gz");
  await writeArchive(file, entries, { format: "tar.gz", level: 1 });
  const listed = execFileSync("tar", ["-tvzf", file], { encoding: "utf8", env: { TZ: "UTC", PATH: "/usr/bin:/bin" } });
  expect(listed).toMatch(/^-rwxr-xr-x .*2000-01-01 .*top\/a\/program$/m);
  expect(listed).toMatch(/^-rw-r--r-- .*2000-01-01 .*top\/b\.txt$/m);
});

test("a path that a tar file can't hold is refused, and nothing is left", async () => {
  const long = { path: `top/${"long".repeat(30)}`, bytes: Buffer.alloc(0) };
  const file = join(folder, "long.tar.gz");
  const written = writeArchive(file, [...entries, long], { format: "tar.gz", level: 1 });
  await expect(written).rejects.toThrow("longer than a tar file can hold");
  expect(existsSync(file)).toBe(false);
});
