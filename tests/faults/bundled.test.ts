import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { FlagAdmin } from "@hipstershop/contract";
import { createClient } from "@hipstershop/rpc";
import type { Launch } from "@hipstershop/shop/launch";
import { launchHere } from "@hipstershop/shop/launch-here";
import { launchProcessOf } from "@hipstershop/shop/launch-process";
import { testTelemetry } from "@hipstershop/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { imageFlags } from "../support/image-flags.ts";
import { startTestShop, type TestShop } from "../support/shop.ts";
import { root } from "../support/workspace.ts";
import { click, clickUntil, marksIn } from "./proof.ts";
import { proofs } from "./proofs/index.ts";

/** Services that run from their bundles, with Node's flags, as in their images; the others from their sources. */
const WITH_ENGINE = ["checkoutservice", "frontend", "paymentservice", "recommendationservice"];
const BUNDLED = [...WITH_ENGINE, "flagservice"];
const folder = mkdtempSync(join(tmpdir(), "faults-bundled-"));
const mainOf = (name: string) => join(folder, name, "build/src/main.cjs");
const launchBundle: Launch = (service, variables, events) => {
  const state = dirname(dirname(variables["LOG_FILE"] ?? ""));
  const flags = imageFlags({ "/app": join(folder, service.name), "/state": state });
  return launchProcessOf(({ name }) => [...flags, mainOf(name)])(service, variables, events);
};
const launch: Launch = (service, ...rest) =>
  (BUNDLED.includes(service.name) ? launchBundle : launchHere)(service, ...rest);

let shop: TestShop;
beforeAll(async () => {
  for (const name of BUNDLED) {
    const cwd = join(root, "services", name);
    execFileSync(process.execPath, [join(root, "tools/bundle/src/main.ts"), join(folder, name)], { cwd });
  }
  shop = await startTestShop({ FAULTS_FROM_BAGGAGE: "on" }, launch);
}, 120_000);
afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

describe("in its bundle a service reads the engine of faults from the file beside it, and shares with it", () => {
  test.each([
    ["the class of what a handler throws", "paymentFailure", "declined"],
    ["the class of what a call fails with", "paymentUnreachable", "on"],
    ["definitions of services, and the request's context", "priceCalls", "batch"],
    ["propagation", "lostParent", "on"],
  ])("%s (%s:%s)", async (_, name, variant) => {
    const proof = proofs[name]![variant]!;
    const healthy = await click(shop, { click: proof.click });
    const headers = { baggage: `shop.fault=${name}:${variant}` };
    const { trace } = await clickUntil(shop, proof, headers, (broken) => proof.check(broken, healthy));
    expect(new Set(marksIn(trace).map(({ fault }) => fault))).toEqual(new Set([`${name}:${variant}`]));
  });

  test("nothing but the call (recommendationCacheStampede:on, by its flag)", async () => {
    await using telemetry = await testTelemetry();
    using flags = createClient(FlagAdmin, shop.address("flagservice"), telemetry);
    await flags.setDefaultVariant({ flagKey: "recommendationCacheStampede", variant: "on" });
    const proof = proofs["recommendationCacheStampede"]!["on"]!;
    const healthy = await click(shop, { click: proof.click });
    const { trace } = await clickUntil(shop, proof, {}, (broken) => proof.check(broken, healthy));
    expect(marksIn(trace)).not.toEqual([]);
  });

  test("nothing else: the bundle has no part of it", () => {
    for (const name of WITH_ENGINE) {
      const files = readdirSync(join(folder, name, "build/src"));
      expect(files.toSorted()).toEqual(["bundle.js", "faults.js.zst", "main.cjs"]);
      expect(readFileSync(join(folder, name, "build/src/bundle.js"), "utf8")).not.toContain("json-logic-engine");
    }
  });
});
