import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { startShopUnderTest } from "../src/shop-under-test.ts";

const program = join(import.meta.dirname, "../bin/chaos.mjs");

async function chaos(...args: readonly string[]) {
  const run = promisify(execFile)(process.execPath, [program, ...args]);
  return run.then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    (error: { code: number; stdout: string; stderr: string }) => error,
  );
}

test.each([
  [["--only", "R99"], "There is no check R99."],
  [["--seed", "-1"], "It is a whole number up to"],
  [["--html", "/nowhere/at/all.html"], "there is no folder /nowhere/at"],
  [["--target", "localhost"], "It is an address such as"],
  [["more"], "too many arguments"],
])("wrong options (%j) are told, and nothing is started", async (args, words) => {
  const { code, stderr, stdout } = await chaos(...args);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(words);
});

test("a shop in a cluster: without kubectl one line says so", async () => {
  const args = [program, "--only", "R1", "--target", "http://127.0.0.1:1"];
  const run = promisify(execFile)(process.execPath, args, { env: { PATH: "" } });
  await expect(run).rejects.toMatchObject({ code: 3, stderr: expect.stringContaining("there is no kubectl") });
});

test("when every check was skipped, nothing was survived", async () => {
  const { code, stderr } = await chaos("--only", "R2", "--target", "http://127.0.0.1:1");
  expect([code, stderr]).toEqual([3, expect.stringContaining("1 checks, 0 failed, 1 skipped")]);
});

test("a shop in a cluster: pods are deleted and come back, and what can't be done there is skipped", async () => {
  const folder = mkdtempSync(join(tmpdir(), "shop-kubectl-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const log = join(folder, "log");
  writeFileSync(join(folder, "kubectl"), `#!/bin/sh\necho "$@" >> ${log}\ncase "$*" in *" get "*) echo 2;; esac\n`, {
    mode: 0o755,
  });
  await using shop = await startShopUnderTest();
  const env = { PATH: folder };
  const args = [program, "--only", "R1,R2", "--namespace", "shop", "--target", shop.url, "--json", "-"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env }).catch(
    (error: { stdout: string }) => error,
  );
  expect(JSON.parse(stdout)).toMatchObject([{ id: "R1" }, { id: "R2", skipped: expect.stringContaining("processes") }]);
  const calls = readFileSync(log, "utf8").split("\n");
  expect(calls.slice(0, 5)).toEqual([
    "--namespace shop get deployment/adservice --output=jsonpath={.spec.replicas}",
    "--namespace shop scale deployment/adservice --replicas=0",
    "--namespace shop delete pod --selector=app=adservice --grace-period=0 --force --ignore-not-found",
    "--namespace shop scale deployment/adservice --replicas=2",
    "--namespace shop rollout status deployment/adservice --timeout=120s",
  ]);
});

test("--help names every option and check", async () => {
  const { code, stdout } = await chaos("--help");
  expect(code).toBe(0);
  for (const word of ["--only", "--short", "--seed", "--json", "--html", "R1", "R2"]) expect(stdout).toContain(word);
});
