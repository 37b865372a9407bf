import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { processVariables } from "@hipstershop/runtime";
import { expect, onTestFinished, test } from "vitest";
import { configOf } from "./client.ts";

const MAIN = join(import.meta.dirname, "../src/main.ts");

function start(variables: Readonly<Record<string, string>>) {
  const env = { ...processVariables(), PORT: "0", LISTEN_ADDR: "127.0.0.1", ...variables };
  return spawn(process.execPath, [MAIN], { env, stdio: ["ignore", "pipe", "pipe"] });
}

test("the program serves on the port that it says, keeps files, and ends with SIGTERM", async () => {
  const folder = mkdtempSync(join(tmpdir(), "canaryd-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const child = start({ CANARY_STORE: `file:${join(folder, "new")}`, PROMETHEUS_URL: "http://localhost:9090/" });
  const ended = once(child, "exit");
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const [, port] = /^canaryd: serving on port (\d+); metrics from http:\/\/localhost:9090$/.exec(line) ?? [];
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify(configOf({ id: "kept" }));
  const answer = await fetch(`http://127.0.0.1:${port}/canaryConfig`, { method: "POST", headers, body });
  expect(answer.status).toBe(200);
  expect(readdirSync(join(folder, "new/canaryConfig"))).toEqual(["kept.json"]);
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
});

test("canary configurations are there from the start; a wrong one ends it, and its file is named", async () => {
  const folder = mkdtempSync(join(tmpdir(), "canaryd-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "a.json"), JSON.stringify(configOf({ name: "first" })));
  writeFileSync(join(folder, "notes.txt"), "no configuration");
  const child = start({ CANARY_CONFIGS: folder });
  const ended = once(child, "exit");
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const answer = await fetch(`http://127.0.0.1:${/port (\d+)/.exec(line)?.[1]}/canaryConfig?application=shop`);
  expect(await answer.json()).toMatchObject([{ id: "a", name: "first", updatedTimestamp: expect.any(Number) }]);
  child.kill("SIGTERM");
  await ended;
  for (const [file, json, problem] of [
    ["b.json", JSON.stringify(configOf({ name: "first" })), "'first' already exists"],
    ["c.json", "{", "c.json"],
  ] as const) {
    writeFileSync(join(folder, file), json);
    const wrong = start({ CANARY_CONFIGS: folder });
    const [problems, [code]] = await Promise.all([text(wrong.stderr), once(wrong, "exit")]);
    expect(code).toBe(78);
    expect(problems).toContain("CANARY_CONFIGS");
    expect(problems).toContain(problem);
    rmSync(join(folder, file));
  }
});

test("wrong variables end it at once, and each is named", async () => {
  const child = start({ CANARY_STORE: "s3", PROMETHEUS_URL: "here", PORT: "x" });
  const [problems, [code]] = await Promise.all([text(child.stderr), once(child, "exit")]);
  expect(code).toBe(78);
  for (const name of ["CANARY_STORE", "PROMETHEUS_URL", "PORT"]) expect(problems).toContain(`  ${name} is `);
  expect(problems).toContain("must be memory, or file:DIR");
});
