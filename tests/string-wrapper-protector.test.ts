import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ShopStatus } from "@hipstershop/shop/status";
import { expect, onTestFinished, test } from "vitest";
import { root } from "./support/workspace.ts";

/** V8 names the assumptions that it gives up. */
const TRACE = "--trace-protector-invalidation";
const GIVEN_UP = "Invalidating protector cell StringWrapperToPrimitive";

test("V8 reads texts the slow way, and says so, once a class extends String anywhere in the process", () => {
  const said = (program: string) => execFileSync(process.execPath, [TRACE, "-e", program], { encoding: "utf8" });
  expect(said("class Verbatim extends String {}")).toContain(GIVEN_UP);
  expect(said("class Verbatim extends Array {}")).not.toContain(GIVEN_UP);
});

test("nothing that the shop loads without Redis has such a class", async () => {
  const folder = mkdtempSync(join(tmpdir(), "shop-texts-"));
  const flags = ["--state", folder, "up", "--json", "--port-base", "0"];
  const shop = spawn(process.execPath, [TRACE, join(root, "tools/shop/bin/shop.mjs"), ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(shop, "exit");
  onTestFinished(async () => {
    shop.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  const said: string[] = [];
  for await (const line of createInterface({ input: shop.stdout })) {
    said.push(line);
    if (!line.startsWith("{")) continue;
    const { frontend } = JSON.parse(line) as ShopStatus;
    expect((await fetch(`${frontend}/cart`)).status).toBe(200);
    shop.kill("SIGTERM");
  }
  expect(said.filter((line) => line.startsWith("{"))).toHaveLength(1);
  expect(said).not.toContain(GIVEN_UP);
});
