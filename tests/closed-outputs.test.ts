import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, openSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import type { ShopStatus } from "@hipstershop/shop/status";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { bin, endShops, openShop, plain, removeFolders, shop, stateFolder } from "./support/shop-command.ts";
import { startTestShop } from "./support/shop.ts";
import { root } from "./support/workspace.ts";
import { Visitor } from "./support/visitor.ts";

const children: ChildProcess[] = [];
afterEach(() => {
  endShops();
  for (const child of children.splice(0)) child.kill("SIGKILL");
});
afterAll(removeFolders);

/** As `| head` does once it has read enough. */
function nobodyReads({ stdout, stderr }: ChildProcess): void {
  stdout?.destroy();
  stderr?.destroy();
}

/** A program of ours, whose outputs are pipes. */
function run(file: string, ...args: string[]) {
  const child = spawn(process.execPath, [join(root, file), ...args], { stdio: ["ignore", "pipe", "pipe"], env: plain });
  children.push(child);
  return { child, ended: once(child, "exit") };
}

describe("when nobody reads what they print any more, what has more to do goes on:", () => {
  test("the shop in processes, of which one crashes", async () => {
    const { child, status, folder, stop } = await openShop("--processes", "--from-sources", "--port-base", "0");
    nobodyReads(child);
    const payment = status.services.find(({ name }) => name === "paymentservice");
    process.kill(payment?.pid ?? 0, "SIGKILL");
    const again = () => {
      const { services } = JSON.parse(readFileSync(join(folder, "status.json"), "utf8")) as ShopStatus;
      const { pid, state } = services.find(({ name }) => name === "paymentservice") ?? {};
      return pid !== payment?.pid && state;
    };
    await expect.poll(again).toBe("serving");
    expect((await fetch(status.frontend)).status).toBe(200);
    expect(await stop()).toBe(0);
    expect(existsSync(join(folder, "status.json"))).toBe(false);
  }, 60_000);

  test("the shop in one process, which closes in order", async () => {
    const { child, status, folder, stop } = await openShop("--port-base", "0");
    nobodyReads(child);
    expect((await fetch(status.frontend)).status).toBe(200);
    expect(await stop("SIGTERM")).toBe(0);
    expect(existsSync(join(folder, "status.json"))).toBe(false);
  });

  test.each([
    [
      "shop traces",
      "tools/shop/bin/shop.mjs",
      ["traces", "--json", "--port"],
      ["jaeger-thrift", "otlp-http", "otlp-grpc", "zipkin"],
    ],
    [
      "the trace store's own program",
      "traceview/src/main.ts",
      ["--query-port"],
      ["jaeger", "otlp-http", "otlp-grpc", "zipkin"],
    ],
  ])("%s", async (_, file, flags, ports) => {
    const { child, ended } = run(file, ...flags, "0", ...ports.flatMap((name) => [`--${name}-port`, "0"]));
    const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
    nobodyReads(child);
    const [url = ""] = /http:[^"\s]+/.exec(line) ?? [];
    expect((await fetch(`${url}/api/services`)).status).toBe(200);
    child.kill("SIGTERM");
    expect(await ended).toEqual([0, null]);
  });

  test("the load generator, whose reports are written", async () => {
    await using open = await startTestShop();
    const report = join(stateFolder(), "report.json");
    const { child, ended } = run(
      "loadgen/bin/load.mjs",
      "--target",
      open.url,
      "--duration",
      "3s",
      "--users",
      "2",
      "--json",
      report,
    );
    await once(child.stderr, "data");
    nobodyReads(child);
    expect(await ended).toEqual([0, null]);
    expect(JSON.parse(readFileSync(report, "utf8"))).toHaveProperty("requests");
  });
});

describe("what is there to print ends, without a word:", () => {
  test("shop's commands", async () => {
    await using open = await startTestShop();
    const visitor = new Visitor(open.url);
    const { traceId } = await visitor.get("/");
    const url = ["--url", open.status.traces];
    await expect.poll(async () => (await fetch(`${open.status.traces}/api/traces/${traceId}`)).status).toBe(200);
    const commands = [
      ["trace", ...url, "list"],
      ["trace", ...url, "show", traceId],
      ["trace", ...url, "show", traceId, "--json"],
      ["trace", ...url, "export", traceId],
      ["trace", ...url, "diff", traceId, traceId],
      ["doctor"],
      ["--help"],
    ];
    for (const command of commands) {
      const { child, ended } = run("tools/shop/bin/shop.mjs", ...command);
      const said = text(child.stderr);
      child.stdout?.destroy();
      expect([command, await ended, await said]).toEqual([command, [0, null], ""]);
    }
  }, 60_000);

  test("shop trace follow, with the first trace that finds no reader", async () => {
    await using open = await startTestShop();
    const { child, ended } = run("tools/shop/bin/shop.mjs", "trace", "--url", open.status.traces, "follow");
    await once(child.stderr, "data");
    child.stdout?.destroy();
    const visits: Promise<unknown>[] = [];
    const visiting = setInterval(() => visits.push(fetch(open.url)), 100);
    expect(await ended).toEqual([0, null]);
    clearInterval(visiting);
    await Promise.all(visits);
  });

  test("but a full disk is told, and a failure", async () => {
    const full = openSync("/dev/full", "w");
    const child = spawn(process.execPath, [bin, "doctor"], { stdio: ["ignore", full, "pipe"], env: plain });
    const said = await text(child.stderr!);
    expect(said).toMatch(/^standard output can't be written: ENOSPC: [^\n]+\n$/);
    expect(child.exitCode ?? (await once(child, "exit"))[0]).toBe(1);
  });
});

test("a service's log that can't be written is told, and the service serves", async () => {
  const folder = stateFolder();
  mkdirSync(join(folder, "logs"));
  symlinkSync("/dev/full", join(folder, "logs/adservice.log"));
  const { code, stdout, stderr } = await upAndDown(folder);
  expect(stderr).toContain("what adservice logs can't be kept: ENOSPC");
  expect(stdout).toContain('"state":"serving"');
  expect(code).toBe(0);
}, 60_000);

/** The shop in processes, closed as soon as it has opened. */
async function upAndDown(folder: string) {
  const { child, ended } = run(
    "tools/shop/bin/shop.mjs",
    "--state",
    folder,
    "up",
    "--processes",
    "--from-sources",
    "--json",
    "--port-base",
    "0",
  );
  const said = text(child.stderr);
  const [stdout] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  expect(await shop(folder, "down")).toMatchObject({ code: 0 });
  return { code: (await ended)[0] as number, stdout, stderr: await said };
}
