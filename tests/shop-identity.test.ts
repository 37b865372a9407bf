import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { holdLock, holderOf, shopLock } from "@hipstershop/locks";
import type { ShopStatus } from "@hipstershop/shop/status";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { pidNamespace } from "./support/pid-namespace.ts";
import { endShops, openShop, openShopIn, removeFolders, shop, stateFolder } from "./support/shop-command.ts";
import { root } from "./support/workspace.ts";

afterEach(endShops);
afterAll(removeFolders);

const NONE = "no shop is open here";

/** A status file as a shop leaves it behind that had this pid. */
function leftOver(pid: number): string {
  const folder = stateFolder();
  const status: ShopStatus = {
    frontend: "http://127.0.0.1:9",
    training: "http://127.0.0.1:9",
    course: "http://127.0.0.1:9/course",
    traces: "http://127.0.0.1:9",
    ingest: { jaegerThrift: "http://127.0.0.1:9/api/traces", otlpHttp: "http://127.0.0.1:9" },
    pid,
    services: [{ name: "frontend", http: "http://127.0.0.1:9", pid, state: "serving", rssBytes: 1 }],
  };
  writeFileSync(join(folder, "status.json"), JSON.stringify(status));
  return folder;
}

/** A process that has nothing to do with any shop. */
function stranger() {
  const child = spawn("sleep", ["60"], { stdio: "ignore" });
  return { child, pid: child.pid ?? 0, [Symbol.dispose]: () => void child.kill("SIGKILL") };
}

describe("a status file that was left behind, whose pid is a stranger's now,", () => {
  test("is no shop for status and trace, and down touches nobody", async () => {
    using other = stranger();
    const folder = leftOver(other.pid);
    expect(await shop(folder, "status")).toMatchObject({ code: 1, stderr: expect.stringContaining(NONE) });
    expect(await shop(folder, "trace", "list")).toMatchObject({ code: 1, stderr: expect.stringContaining(NONE) });
    expect(await shop(folder, "down")).toMatchObject({ code: 0, stdout: `${NONE}\n` });
    expect([other.child.exitCode, other.child.signalCode]).toEqual([null, null]);
  });

  test("does not keep a shop from opening, and down closes that one alone", async () => {
    using other = stranger();
    const folder = leftOver(other.pid);
    const { status, child } = await openShopIn(folder, ["--port-base", "0"]);
    expect(status.pid).toBe(child.pid);
    const ended = once(child, "exit");
    expect(await shop(folder, "down")).toMatchObject({ stdout: `the shop at ${status.frontend} is closed\n` });
    expect(await ended).toEqual([0, null]);
    expect([other.child.exitCode, other.child.signalCode]).toEqual([null, null]);
  });

  test("is none either when the stranger is another folder's shop", async () => {
    const { folder, child, stop } = await openShop("--port-base", "0");
    const copy = stateFolder();
    // As after a move to another machine: all of the folder, locks and cards with it.
    for (const name of ["status.json", "shop.lock.json"]) copyFileSync(join(folder, name), join(copy, name));
    writeFileSync(join(copy, "shop.lock"), "");
    expect(await shop(copy, "status")).toMatchObject({ code: 1, stderr: expect.stringContaining(NONE) });
    expect(await shop(copy, "down")).toMatchObject({ code: 0, stdout: `${NONE}\n` });
    expect(child.exitCode).toBeNull();
    await stop();
  });
});

test.runIf(pidNamespace)(
  "as pid 1 of a container it starts again over the state that a killed one has left, and carts are there",
  async () => {
    const folder = stateFolder();
    const first = await openShopIn(folder, ["--port-base", "0"], { command: pidNamespace ?? [] });
    expect(first.status.pid).toBe(1);
    const answer = await fetch(`${first.status.frontend}/cart`, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams({ product_id: "OLJCESPC7Z", quantity: "3" }),
    });
    const cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    await first.stop("SIGKILL");
    expect(JSON.parse(readFileSync(join(folder, "status.json"), "utf8"))).toMatchObject({ pid: 1 });
    await expect.poll(() => holderOf(shopLock(folder))).toBeUndefined();
    const again = await openShopIn(folder, ["--port-base", "0"], { command: pidNamespace ?? [] });
    expect(again.status.pid).toBe(1);
    const cart = await fetch(`${again.status.frontend}/cart`, { headers: { cookie } });
    expect(await cart.text()).toContain("View Cart (3)");
    await again.stop("SIGKILL");
  },
);

test.runIf(pidNamespace)(
  "one that runs in a container holds the folder, and nobody outside is mistaken for it",
  async () => {
    const folder = stateFolder();
    const { status, stop } = await openShopIn(folder, ["--port-base", "0"], { command: pidNamespace ?? [] });
    expect(await shop(folder, "up", "--port-base", "0")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`a shop is open already at ${status.frontend}, by the shop (pid 1, since `),
    });
    // Here pid 1 is the machine's own.
    expect(await shop(folder, "down")).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("close it where it runs"),
    });
    expect((await fetch(status.frontend)).status).toBe(200);
    await stop("SIGKILL");
  },
);

test("of two that are opened at the same moment in one folder one opens", async () => {
  const folder = stateFolder();
  const attempts = await Promise.allSettled([1, 2, 3].map(() => openShopIn(folder, ["--port-base", "0"])));
  const opened = attempts.flatMap((attempt) => (attempt.status === "fulfilled" ? [attempt.value] : []));
  const refused = attempts.flatMap((attempt) => (attempt.status === "rejected" ? [String(attempt.reason)] : []));
  expect(opened).toHaveLength(1);
  expect(refused).toHaveLength(2);
  for (const said of refused) expect(said).toMatch(/a shop is (open already|being opened)/);
  await opened[0]?.stop();
});

test("one that was stopped is open still, and down ends it", async () => {
  const { folder, child, status } = await openShop("--port-base", "0");
  child.kill("SIGSTOP");
  expect(await shop(folder, "up")).toMatchObject({ code: 1, stderr: expect.stringContaining("open already") });
  const ended = once(child, "exit");
  expect(await shop(folder, "down")).toMatchObject({
    code: 0,
    stdout: `the shop at ${status.frontend} did not close by itself and was ended\n`,
  });
  expect(await ended).toEqual([null, "SIGKILL"]);
});

describe("while a shop is open, its status file may be", () => {
  test.each([
    ["half-written", '{\n  "frontend": "http://127.0.'],
    ["empty", ""],
    ["of another version", '{ "pid": 1, "version": 2 }'],
    ["nothing at all", "null"],
    ["a list", "[]"],
    ["full of holes", '{"frontend":1,"traces":2,"ingest":null,"pid":"x","services":[null]}'],
  ])("%s: status, trace and up say that they can't tell where it is", async (_, content) => {
    const folder = stateFolder();
    using lock = holdLock(shopLock(folder), "the shop");
    writeFileSync(join(folder, "status.json"), content);
    const sentence = `a shop is being opened or closed here, by the shop (pid ${process.pid}, since `;
    const status = await shop(folder, "status");
    expect(status).toMatchObject({ code: 1, stderr: expect.stringContaining(sentence) });
    expect(status.stderr.trim().split("\n")).toHaveLength(1);
    expect((await shop(folder, "trace", "list")).stderr).toContain(sentence);
    expect((await shop(folder, "up")).stderr).toContain(sentence);
    expect(lock).toBeDefined();
  });
});

test("down asks a shop to close that has not written where it is", async () => {
  const folder = stateFolder();
  const keep = join(root, "libs/locks/test/keep.ts");
  const child = spawn(process.execPath, [keep, shopLock(folder)], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  await once(child.stdout, "data");
  const said = await shop(folder, "down");
  child.kill("SIGKILL");
  expect(said).toMatchObject({ code: 0, stdout: "the shop is closed\n" });
  expect(await ended).toEqual([null, "SIGTERM"]);
});
