import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { ownPlatform, PLATFORMS, programKind, readProgram } from "./platforms.ts";
import { startScripts } from "./start-scripts.ts";

const folder = mkdtempSync(join(tmpdir(), "platforms-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function header(...values: readonly (readonly [at: number, hex: string])[]): Buffer {
  const bytes = Buffer.alloc(256);
  for (const [at, hex] of values) bytes.write(hex, at, "hex");
  return bytes;
}

const HEADERS = {
  "ELF x64": header([0, "7f454c46"], [18, "3e00"]),
  "ELF arm64": header([0, "7f454c46"], [18, "b700"]),
  "ELF of another processor": header([0, "7f454c46"], [18, "f300"]),
  "Mach-O arm64": header([0, "cffaedfe"], [4, "0c000001"]),
  "Mach-O x64": header([0, "cffaedfe"], [4, "07000001"]),
  "PE x64": header([0, "4d5a"], [0x3c, "80000000"], [0x80, "504500006486"]),
  "PE arm64": header([0, "4d5a"], [0x3c, "80000000"], [0x80, "5045000064aa"]),
  "no program": header([0, "4d5a"], [0x3c, "ffffff7f"]),
};

test.each(Object.entries(HEADERS))("%s is recognised", (kind, bytes) => expect(programKind(bytes)).toBe(kind));

test("a short file is no program", () => expect(programKind(Buffer.from("#!/bin/sh\n"))).toBe("no program"));

test("Node of another platform is refused with both kinds", () => {
  const file = join(folder, "node");
  writeFileSync(file, HEADERS["Mach-O arm64"]);
  const [linux, , mac] = PLATFORMS;
  expect(readProgram(file, mac!).length).toBe(256);
  expect(() => readProgram(file, linux!)).toThrow("is Mach-O arm64, and linux-x64 needs ELF x64");
});

test("the platform of a machine is named as its archive", () => {
  expect(ownPlatform({ platform: "win32", arch: "x64" })).toBe("win-x64");
  expect(ownPlatform({ platform: "darwin", arch: "arm64" })).toBe("darwin-arm64");
});

test.each(PLATFORMS)("$name has one command and a text, in the lines of its system", (platform) => {
  const [script, readme] = startScripts(platform, { version: "1.2.3", node: "24.0.0" });
  expect(script?.path).toBe(platform.isWindows ? "shop.cmd" : "shop");
  for (const entry of [script, readme]) {
    expect(entry?.bytes.includes("\r\n"), entry?.path).toBe(platform.isWindows);
    expect(Math.max(...(entry?.bytes.toString().split(/\r?\n/) ?? []).map(({ length }) => length))).toBeLessThan(100);
  }
  expect(readme?.bytes.toString()).toContain(`Hipster Shop 1.2.3 for ${platform.name}`);
  expect(readme?.bytes.includes("quarantine")).toBe(platform.name.startsWith("darwin"));
});
