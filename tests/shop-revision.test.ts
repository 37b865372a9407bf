import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, expect, test } from "vitest";
import type { RouterStatus } from "@hipstershop/revisions";
import { birthOf } from "@hipstershop/locks";
import "@hipstershop/testkit/matchers";
import { fetchTrace } from "@hipstershop/testkit";
import { endShops, openShop, removeFolders, shop, stateFolder } from "./support/shop-command.ts";

const CURRENCY = "currencyservice";

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await shop(folder, "revision", "down");
});
afterAll(() => {
  endShops();
  removeFolders();
});

/** A folder whose router is ended after the test. */
function playground(): string {
  const folder = stateFolder();
  folders.push(folder);
  return folder;
}

async function json<T>(folder: string, ...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await shop(folder, "revision", ...args, "--json");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  return JSON.parse(stdout) as T;
}

const pids = ({ pid, services }: RouterStatus) => [
  pid,
  ...services.flatMap(({ revisions }) => revisions.flatMap(({ pods }) => pods.map((pod) => pod.pid))),
];
const isAlive = (pid: number) => birthOf(pid) !== "";

test("what was deployed outlives the command, a killed router, and `down`", async () => {
  const folder = playground();
  await json(folder, "up", "--port", "0");
  await json(folder, "deploy", "--service", "hello", "--env", "TARGET=Rev1");
  const status = await json<RouterStatus>(folder, "status");
  expect(status.services).toMatchObject([
    {
      name: "hello",
      namespace: "default",
      domain: "hello.default.example.com",
      revisions: [{ name: "hello-00001", tags: ["latest", "previous"], percent: 100, instances: 1, state: "ready" }],
    },
  ]);
  expect(statSync(join(folder, "revisions/state.json")).mode & 0o077).toBe(0);
  const before = pids(status);
  expect(before.map(isAlive)).toEqual([true, true]);

  process.kill(status.pid, "SIGKILL");
  await expect.poll(() => isAlive(status.pid)).toBe(false);
  await json(folder, "up", "--port", "0");
  await expect.poll(() => before.map(isAlive)).toEqual([false, false]);
  expect(await json(folder, "curl", "-s", "hello")).toMatchObject({ status: 200, body: "Hello Rev1!\n" });

  const second = pids(await json<RouterStatus>(folder, "status"));
  expect(await json(folder, "down")).toEqual({ stopped: true });
  expect(second.map(isAlive)).toEqual([false, false]);
  const asked = await shop(folder, "revision", "status");
  expect(asked).toMatchObject({ code: 1, stderr: expect.stringContaining("no router runs here") });
  await json(folder, "up", "--port", "0");
  expect(await json(folder, "curl", "-s", "hello")).toMatchObject({ body: "Hello Rev1!\n" });
});

test("a program that does not start fails its command, with its last lines", async () => {
  const folder = playground();
  await json(folder, "up", "--port", "0");
  const command = "echo no such table; exit 3";
  const deployed = await shop(folder, "revision", "deploy", "-s", "broken", "--command", command);
  const { code, stdout, stderr } = deployed;
  expect(code).toBe(1);
  expect(stdout).toMatch(/^ {2}broken-00001-deployment-\S+ \| no such table$/m);
  expect(stderr).toMatch(/^shop: broken-00001 gets no traffic: it ended with code 3 .*\n +no such table$/m);
});

test("a router whose folder is deleted ends, and so do its instances", async () => {
  const folder = stateFolder();
  await json(folder, "up", "--port", "0");
  await json(folder, "deploy", "--service", "hello");
  const before = pids(await json<RouterStatus>(folder, "status"));
  expect(before.map(isAlive)).toEqual([true, true]);
  rmSync(folder, { recursive: true });
  await expect.poll(() => before.map(isAlive)).toEqual([false, false]);
});

test("a deployment whose router is killed says so", async () => {
  const folder = playground();
  const { pid } = await json<RouterStatus>(folder, "up", "--port", "0");
  const deployed = shop(folder, "revision", "deploy", "-s", "slow", "--command", "sleep 1000");
  await expect.poll(() => json(folder, "list")).toMatchObject([{ name: "slow-00001", state: "starting" }]);
  process.kill(pid, "SIGKILL");
  expect(await deployed).toMatchObject({ code: 1, stderr: "shop: the router ended during the deployment\n" });
  await json(folder, "up", "--port", "0");
  const reason = "the router ended while it was starting";
  expect(await json(folder, "list")).toMatchObject([{ state: "failed", tags: [], reason }]);
});

test("a path is asked for at the router, whatever it looks like", async () => {
  const folder = playground();
  await json(folder, "up", "--port", "0");
  await json(folder, "deploy", "--service", "hello");
  expect(await json(folder, "curl", "-s", "hello", "//elsewhere.invalid/a b")).toMatchObject({ status: 200 });
  const asked = await shop(folder, "revision", "curl", "-s", "hello", "http://elsewhere.invalid/");
  expect(asked).toMatchObject({ code: 1, stdout: "", stderr: expect.stringContaining("begins with a slash") });
});

test("a port in use is named", async () => {
  const first = playground();
  const { router } = await json<RouterStatus>(first, "up", "--port", "0");
  const { code, stderr } = await shop(stateFolder(), "revision", "up", "--port", new URL(router).port);
  expect(code).toBe(1);
  expect(stderr).toContain(new URL(router).port);
});

test("the shop's frontend as a revision: from zero, a page is one trace", async () => {
  const open = await openShop("--port-base", "0");
  folders.push(open.folder);
  await json(open.folder, "up", "--port", "0");
  const scale = ["--idle", "50ms", "--grace", "0s"];
  await json(open.folder, "deploy", "--service", "frontend", "--image", "frontend", ...scale);
  const images = join(open.folder, "revisions/images");
  expect(readdirSync(images)).toHaveLength(1);
  const read = () => json<RouterStatus>(open.folder, "status");
  await expect.poll(read).toMatchObject({ services: [{ revisions: [{ state: "idle" }] }] });
  // It stays for long enough to send its spans.
  await json(open.folder, "scale", "--service", "frontend", "--idle", "60s");
  const { router } = await read();

  // One service alone answers at the address itself.
  const page = await fetch(router);
  expect([page.status, page.headers.get("x-shop-revision")]).toEqual([200, "frontend-00001"]);
  const [, traceId = ""] = /^00-([0-9a-f]{32})-/.exec(page.headers.get("traceresponse") ?? "") ?? [];
  // Whole, but for ads: a page just started may have given up waiting for them.
  const trace = await fetchTrace(open.status.traces, traceId, {
    isComplete: (spans) => {
      const ids = new Set(spans.map(({ spanId }) => spanId));
      const tops = spans.filter(({ parentSpanId }) => !ids.has(parentSpanId));
      const services = spans.map(({ process }) => process.service);
      return tops.length === 1 && tops[0]?.process.service === "router" && services.includes(CURRENCY);
    },
  });
  expect(trace).toHaveEdge("router", "frontend", "GET /", 1);
  expect(trace).toHaveEdge("frontend", CURRENCY);
  expect(trace).toHaveAttributes("router ← GET frontend", {
    "service.version": "frontend-00001",
    "app.cold_start": true,
    "app.route.reason": "only one",
  });
  expect(trace).toHaveCriticalPath(["router · cold start"]);

  await json(open.folder, "delete", "--service", "frontend");
  expect(readdirSync(images)).toEqual([]);
  await open.stop();
});
