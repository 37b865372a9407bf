import { once } from "node:events";
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { otherHosts } from "@hipstershop/addresses/network";
import { localBundles } from "@hipstershop/bundle/local-bundles";
import { birthOf } from "@hipstershop/locks";
import type { ShopStatus } from "@hipstershop/shop/status";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import {
  endShops,
  type OpenShop,
  openShop,
  openShopIn,
  removeFolders,
  shop,
  stateFolder,
} from "./support/shop-command.ts";

afterEach(endShops);
afterAll(removeFolders);

/** The first of forty ports that nobody has. */
async function freeBlock(): Promise<number> {
  for (let base = 20_000 + (process.pid % 200) * 40; ; base += 40) {
    const servers = Array.from({ length: 40 }, (_, i) => createServer().listen(base + i, "127.0.0.1"));
    const bound = await Promise.allSettled(servers.map((server) => once(server, "listening")));
    for (const server of servers) server.close();
    if (bound.every(({ status }) => status === "fulfilled")) return base;
  }
}

const names = [
  "adservice",
  "cartservice",
  "checkoutservice",
  "currencyservice",
  "emailservice",
  "flagservice",
  "frontend",
  "paymentservice",
  "productcatalogservice",
  "recommendationservice",
  "shippingservice",
];

test("with all addresses, those for other machines are told as JSON and in the table, and answer", async () => {
  const hosts = otherHosts("0.0.0.0");
  const { status, folder } = await openShop("--port-base", "0", "--host", "0.0.0.0");
  const pages = (status.elsewhere ?? []).flatMap(({ frontend, traces, training, course }) => [
    frontend,
    traces,
    training,
    course,
  ]);
  expect(pages.map((url) => new URL(url).hostname)).toEqual(hosts.flatMap((host) => [host, host, host, host]));
  expect(status.frontend).toMatch(/^http:\/\/127\.0\.0\.1:/);
  // As a proxy passes on what another machine asks.
  const elsewhere = { "x-forwarded-for": "192.0.2.7" };
  const asked = async (url: string, headers = {}) =>
    (await fetch(url, { headers: { ...elsewhere, ...headers } })).status;
  const bearer = { authorization: `Bearer ${status.token}` };
  for (const { frontend, traces, training, course } of status.elsewhere ?? []) {
    const guarded = [traces, `${training}/faults`, course];
    expect(await asked(frontend)).toBe(200);
    expect(await Promise.all(guarded.map((url) => asked(url)))).toEqual([401, 401, 401]);
    expect(await Promise.all(guarded.map((url) => asked(url, bearer)))).toEqual([200, 200, 200]);
  }
  const { stdout } = await shop(folder, "status");
  for (const url of pages) expect(stdout).toContain(url);
  expect(stdout).toContain(`/course?token=${status.token}`);
  expect((await shop(folder, "faults", "set", "shippingSlow", "800ms")).code).toBe(0);
});

test("neither the start nor commands nor the page of faults leave traces among those of visitors", async () => {
  const { status, folder } = await openShop("--port-base", "0");
  await shop(folder, "status");
  await shop(folder, "faults", "list");
  expect((await fetch(`${status.training}/faults`)).status).toBe(200);
  expect((await fetch(status.frontend)).status).toBe(200);
  const roots = async () => {
    const answer = await fetch(`${status.traces}/api/view/search`);
    const { traces } = (await answer.json()) as { traces: { rootService: string; spanCount: number }[] };
    return traces.map(({ rootService }) => rootService);
  };
  await expect.poll(roots).toContain("frontend");
  expect(await roots()).toEqual(["frontend"]);
});

describe("traces of the last run", () => {
  const place = (status: ShopStatus) => `${status.traces}/api/traces`;
  /** Visits the home page and resolves with the id of its trace, when the store has written it. */
  async function visit({ status, folder }: OpenShop): Promise<string> {
    const traceId = randomBytes(16).toString("hex");
    await fetch(status.frontend, { headers: { traceparent: `00-${traceId}-${"1".repeat(16)}-01` } });
    await expect
      .poll(() => existsSync(join(folder, "traces.jsonl")) && readFileSync(join(folder, "traces.jsonl"), "utf8"))
      .toContain(traceId);
    return traceId;
  }

  test.each([[[]], [["--processes", "--from-sources"]]])("are there again after a restart %j", async (options) => {
    const first = await openShop("--port-base", "0", ...options);
    const traceId = await visit(first);
    expect(await first.stop()).toBe(0);
    // Their streams of flags end with the services, as spans of minutes or hours.
    expect(readFileSync(join(first.folder, "traces.jsonl"), "utf8")).not.toContain("SyncFlags");
    const second = await openShopIn(first.folder, ["--port-base", "0", ...options]);
    await expect.poll(async () => (await fetch(`${place(second.status)}/${traceId}`)).status).toBe(200);
  });

  test("are forgotten by --no-keep-traces", async () => {
    const { status, folder, stop } = await openShop("--port-base", "0", "--no-keep-traces");
    expect((await fetch(status.frontend)).status).toBe(200);
    expect(await stop()).toBe(0);
    expect(existsSync(join(folder, "traces.jsonl"))).toBe(false);
  });

  test("are not kept in a file that is none of theirs, and the shop opens all the same", async () => {
    const folder = stateFolder();
    writeFileSync(join(folder, "traces.jsonl"), "my diary\n");
    const { status, line } = await openShopIn(folder, ["--port-base", "0"]);
    expect(await line(/traces are not kept/)).toContain("traces.jsonl holds something other than traces");
    expect((await fetch(status.frontend)).status).toBe(200);
    expect(readFileSync(join(folder, "traces.jsonl"), "utf8")).toBe("my diary\n");
  });
});

describe("shop up", () => {
  test("tells where everything is, sells, and leaves nothing behind on Ctrl-C", async () => {
    const { status, folder, child, stop } = await openShop("--port-base", "0");
    expect(status).toEqual({
      frontend: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      traces: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      training: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      course: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/course$/),
      ingest: {
        jaegerThrift: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api\/traces$/),
        otlpHttp: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      },
      pid: child.pid,
      services: expect.any(Array),
    });
    expect(status.services.map(({ name }) => name).sort()).toEqual(names);
    for (const service of status.services) {
      expect(service).toMatchObject({ pid: child.pid, state: "serving", metrics: expect.stringMatching(/\/metrics$/) });
      expect(service.rssBytes).toBeGreaterThan(10_000_000);
      expect(service.name === "frontend" ? service.http : service.grpc).toMatch(/127\.0\.0\.1:\d+$/);
    }
    expect(JSON.parse(readFileSync(join(folder, "status.json"), "utf8"))).toMatchObject({
      frontend: status.frontend,
      pid: child.pid,
    });
    expect((await fetch(status.frontend)).status).toBe(200);
    expect(await (await fetch(`${status.training}/faults`)).text()).toContain("Nothing is broken");
    expect(await stop()).toBe(0);
    expect(existsSync(join(folder, "status.json"))).toBe(false);
    for (const url of [status.frontend, status.training]) await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  test("puts every port into one block, names who holds a taken one, and takes the next", async () => {
    const base = await freeBlock();
    const blocker = createServer().listen(base + 2, "127.0.0.1");
    await once(blocker, "listening");
    const { status, line, stop } = await openShop("--port-base", String(base));
    expect([status.frontend, status.traces]).toEqual([`http://127.0.0.1:${base}`, `http://127.0.0.1:${base + 1}`]);
    // Behind the ports of the eleven services, whose numbers stay what they were.
    expect(status.training).toBe(`http://127.0.0.1:${base + 28}`);
    expect(await line(new RegExp(`^port ${base + 2} `))).toMatch(
      new RegExp(`is taken by .* \\(pid ${process.pid}\\): jaegerThrift uses \\d+$`),
    );
    expect(await stop("SIGTERM")).toBe(0);
    blocker.close();
  });

  test("carts survive a restart", async () => {
    const first = await openShop("--port-base", "0");
    const answer = await fetch(`${first.status.frontend}/cart`, {
      method: "POST",
      redirect: "manual",
      body: new URLSearchParams({ product_id: "OLJCESPC7Z", quantity: "3" }),
    });
    const cookie = answer.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    await first.stop();
    const { status, stop } = await openShopIn(first.folder, ["--port-base", "0"]);
    expect(await (await fetch(`${status.frontend}/cart`, { headers: { cookie } })).text()).toContain("View Cart (3)");
    await stop();
  });

  test("a second shop in the same folder is refused, and told how to close the first", async () => {
    const { folder, status, stop } = await openShop("--port-base", "0");
    const second = await shop(folder, "up", "--port-base", "0");
    expect(second).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`a shop is open already at ${status.frontend}`),
    });
    await stop();
  });

  test.each([
    [["up", "--port-base", "http"], "give a port from 0 to 65400"],
    [["up", "--threads", "0"], "give a number from 1 to 4"],
    [["up", "--nonsense"], "unknown option"],
    [["dance"], "unknown command"],
  ])("%j is refused with a hint", async (args, hint) => {
    const { code, stderr } = await shop(stateFolder(), ...args);
    expect(code).toBe(1);
    expect(stderr).toContain(hint);
    expect(stderr).toContain("--help");
  });
});

/** What the processes of services run: the last argument of each. */
function programsOf({ services }: ShopStatus): (string | undefined)[] {
  return services.map(({ pid }) => readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").at(-2));
}

describe("shop up --processes", () => {
  // Bundles of before are found; else it takes a minute or two on a busy machine.
  beforeAll(async () => {
    await localBundles(names, () => {});
  }, 600_000);

  test("runs the sources with --from-sources, which is for processes", async () => {
    const { status, stop } = await openShop("--processes", "--from-sources", "--port-base", "0");
    expect(programsOf(status)).toEqual(status.services.map(() => expect.stringMatching(/src\/main\.ts$/) as string));
    await stop();
    const alone = await shop(stateFolder(), "up", "--from-sources");
    expect(alone).toMatchObject({ code: 1, stderr: expect.stringContaining("--from-sources is for --processes") });
    const both = await shop(stateFolder(), "up", "--processes", "--threads", "2");
    expect(both).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("--threads is for the shop in one process"),
    });
  });

  test("runs one process per service, starts a crashed one again on its port, and stops all of them", async () => {
    const { status, folder, line, stop } = await openShop("--processes", "--port-base", "0");
    const pids = status.services.map(({ pid }) => pid);
    expect(new Set(pids).size).toBe(11);
    expect(programsOf(status)).toEqual(pids.map(() => expect.stringMatching(/bundles\/.*\/main\.cjs$/) as string));
    expect((await fetch(`${status.training}/faults`)).status).toBe(200);
    const payment = status.services.find(({ name }) => name === "paymentservice");
    process.kill(payment?.pid ?? 0, "SIGKILL");
    await line(/^paymentservice was ended by SIGKILL; starting it again in \d+ ms/);
    await line(/^paymentservice serves again \(pid \d+\)$/);
    const after = JSON.parse((await shop(folder, "status", "--json")).stdout) as ShopStatus;
    const again = after.services.find(({ name }) => name === "paymentservice");
    expect(again).toMatchObject({ grpc: payment?.grpc, state: "serving" });
    expect(again?.pid).not.toBe(payment?.pid);
    expect(await stop()).toBe(0);
    for (const pid of [...pids, again?.pid ?? 0]) expect(birthOf(pid)).toBe("");
  }, 60_000);

  test("no service outlives a runner that was killed", async () => {
    const { status, stop } = await openShop("--processes", "--port-base", "0");
    await stop("SIGKILL");
    const gone = async (pid: number) => {
      while (birthOf(pid) !== "") await new Promise((resolve) => setImmediate(resolve));
    };
    await Promise.all(status.services.map(({ pid }) => gone(pid)));
    await expect(fetch(status.frontend)).rejects.toThrow("fetch failed");
  }, 60_000);
});

describe("shop status, down and doctor", () => {
  test("status without a shop says how to open one; down says there is none", async () => {
    const folder = stateFolder();
    expect(await shop(folder, "status")).toMatchObject({ code: 1, stderr: expect.stringContaining("npm start") });
    expect(await shop(folder, "down")).toMatchObject({ code: 0, stdout: "no shop is open here\n" });
  });

  test("status shows the running shop as a table and as JSON, and down closes it", async () => {
    const { folder, status, child } = await openShop("--port-base", "0");
    const { stdout: table } = await shop(folder, "status");
    for (const name of names) expect(table).toContain(name);
    expect(table).toContain(status.traces);
    // On a busy machine one or the other takes longer to answer than `status` waits.
    const states = async () =>
      (JSON.parse((await shop(folder, "status", "--json")).stdout) as ShopStatus).services.map(({ state }) => state);
    await expect.poll(states).toEqual(names.map(() => "serving"));
    const ended = once(child, "exit");
    expect(await shop(folder, "down")).toMatchObject({ code: 0, stdout: `the shop at ${status.frontend} is closed\n` });
    expect((await ended)[0]).toBe(0);
  });

  test("doctor finds this machine good enough", async () => {
    const { code, stdout } = await shop(stateFolder(), "doctor", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toContainEqual(expect.objectContaining({ what: "Node", verdict: "good" }));
  });
});
