import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { once } from "node:events";
import { createServer } from "node:net";
import { promisify } from "node:util";
import { processVariables } from "@hipstershop/runtime";
import { freePort, hasIpv6 } from "@hipstershop/testkit";
import { describe, expect, test } from "vitest";
import { program, startLoadgen } from "./child.ts";
import { startStubShop } from "./stub-shop.ts";

const atOnce = ["--users", "2", "--rate", "50", "--think", "0", "--seed", "1"];
const endless = [...atOnce, "--wait", "5s", "--target"];
const escape = "\u001b";

describe("Ctrl-C", () => {
  test("once ends the run early, with its summary, and with 0 when nothing was crossed", async () => {
    await using shop = await startStubShop();
    using load = startLoadgen([...atOnce, "--target", shop.url]);
    await expect.poll(() => shop.asked.length).toBeGreaterThan(20);
    load.child.kill("SIGINT");
    expect(await load.ended).toBe(0);
    // The first request only checked that the shop answers.
    const asked = shop.asked.length - 1;
    expect(load.said()).toContain("ending it; once more, to end it at once");
    expect(load.said()).toMatch(new RegExp(`^${asked} requests in .*, 0 failed; seed 1$`, "m"));
    expect(load.said()).toContain("✓ errors<1%");
  });

  test("once ends with 1 all the same when a threshold was crossed", async () => {
    await using shop = await startStubShop();
    using load = startLoadgen([...endless, shop.url, "--threshold", "p50<0.001"]);
    await expect.poll(() => shop.asked.length).toBeGreaterThan(20);
    load.child.kill("SIGTERM");
    expect(await load.ended).toBe(1);
  });

  test("twice ends it at once, though the shop keeps its answers back", async () => {
    let pages = 0;
    await using shop = await startStubShop((_request, response) => {
      pages += 1;
      if (pages === 1) response.end();
    });
    using load = startLoadgen([...atOnce, "--target", shop.url]);
    await expect.poll(() => shop.asked.length).toBeGreaterThan(1);
    load.child.kill("SIGINT");
    await expect.poll(load.said).toContain("once more");
    load.child.kill("SIGINT");
    expect(await load.ended).toBe(130);
    expect(load.said()).not.toContain("requests in");
  });
});

describe("--wait", () => {
  test("waits for a frontend that is not there yet", async () => {
    // Accepts connections and closes them without a response, until the shop is up.
    const closed = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
    await once(closed, "listening");
    const address = closed.address();
    const port = typeof address === "object" ? (address?.port ?? 0) : 0;
    const knocked = once(closed, "connection");
    using load = startLoadgen([...endless, `127.0.0.1:${port}`, "--wait", "20s", "--iterations", "10"]);
    await knocked;
    closed.close();
    await once(closed, "close");
    expect(load.child.exitCode).toBeNull();
    await using shop = await startStubShop(undefined, port);
    expect(await load.ended).toBe(0);
    expect(shop.asked.length).toBeGreaterThan(10);
  });

  test("waits for a page, as long as the frontend is there and what is behind it is not", async () => {
    let pages = 0;
    await using shop = await startStubShop((_request, response) => {
      pages += 1;
      response.statusCode = pages < 3 ? 503 : 200;
      response.end();
    });
    using load = startLoadgen([...endless, shop.url, "--iterations", "1"]);
    expect(await load.ended).toBe(0);
    expect(shop.asked.slice(0, 3)).toEqual(["GET /_healthz", "GET /", "GET /"]);
  });

  test("gives up after that long", async () => {
    using load = startLoadgen([...endless, "127.0.0.1:1", "--wait", "600ms"]);
    expect(await load.ended).toBe(3);
    expect(load.said()).toContain("nothing answers at http://127.0.0.1:1");
  });
});

test("Prometheus is told of requests, errors, users and drops under the names that the README gives", async () => {
  await using shop = await startStubShop((request, response) => {
    response.writeHead(request.url === "/cart" ? 500 : 200).end("a page");
  });
  const port = await freePort();
  const variables = { OTEL_SDK_DISABLED: "false", METRICS_PORT: String(port), METRICS_LISTEN_ADDR: "127.0.0.1" };
  using load = startLoadgen([...endless, shop.url, "--no-traces"], variables);
  const scrape = () => fetch(`http://127.0.0.1:${port}/metrics`).then((answer) => answer.text(), String);
  await expect.poll(scrape).toContain('loadgen_errors_total{http_route="/cart"');
  await expect.poll(scrape).toMatch(/^loadgen_active_users(?:\{.*\})? 2$/m);
  const metrics = await scrape();
  expect(metrics).toMatch(/^loadgen_request_duration_seconds_count\{.*http_route="\/product\/\{id\}".*\} \d+$/m);
  expect(metrics).toMatch(/^# TYPE loadgen_request_duration_seconds histogram$/m);
  expect(metrics).toMatch(/^# TYPE loadgen_errors_total counter$/m);
  expect(metrics).toMatch(/^target_info\{.*service_name="loadgenerator".*\} 1$/m);
  load.child.kill("SIGINT");
  expect(await load.ended).toBe(1);
});

test.each([
  [{}, "loadgenerator"],
  [{ OTEL_SERVICE_NAME: "visitors" }, "visitors"],
])(
  "with %j and a service.name among the resource attributes it is %s; a malformed pair costs only itself",
  async (named, name) => {
    await using shop = await startStubShop();
    const port = await freePort();
    const variables = {
      OTEL_SDK_DISABLED: "false",
      METRICS_PORT: String(port),
      METRICS_LISTEN_ADDR: "127.0.0.1",
      OTEL_RESOURCE_ATTRIBUTES: "service.name=team-a,team=a%20b,nothing,zone=1",
      ...named,
    };
    using load = startLoadgen([...endless, shop.url, "--no-traces"], variables);
    const info = () =>
      fetch(`http://127.0.0.1:${port}/metrics`).then(
        async (answer) => /^target_info.*$/m.exec(await answer.text())?.[0] ?? "",
        String,
      );
    await expect.poll(info).toContain(`service_name="${name}"`);
    expect(await info()).toContain('team="a b"');
    expect(await info()).toContain('zone="1"');
    expect(load.said()).toContain('OTEL_RESOURCE_ATTRIBUTES: "nothing" is no key=value pair and is left out');
  },
);

const hosts = [
  ["127.0.0.1", "127.0.0.1"],
  ["::1", "[::1]"],
] as const;
test.each(hosts.filter(([host]) => host !== "::1" || hasIpv6))(
  "on %s Prometheus is told of arrivals that were dropped",
  async (host, name) => {
    await using shop = await startStubShop((request, response) => {
      if (request.url === "/_healthz") response.end();
    });
    const port = await freePort();
    const variables = { OTEL_SDK_DISABLED: "false", METRICS_PORT: String(port), METRICS_LISTEN_ADDR: host };
    const open = ["--model", "open", "--rate", "200", "--max-in-flight", "1", "--no-traces"];
    using load = startLoadgen(["--target", shop.url, ...open], variables);
    const scrape = () => fetch(`http://${name}:${port}/metrics`).then((answer) => answer.text(), String);
    await expect.poll(scrape).toMatch(/^loadgen_dropped_arrivals_total(?:\{.*\})? [1-9]\d*$/m);
    expect(load.child.exitCode).toBeNull();
  },
);

test("a taken metrics port costs the metrics, not the load", async () => {
  await using shop = await startStubShop();
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const address = taken.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const variables = { OTEL_SDK_DISABLED: "false", METRICS_PORT: String(port), METRICS_LISTEN_ADDR: "127.0.0.1" };
  using load = startLoadgen([...endless, shop.url, "--iterations", "2", "--no-traces"], variables);
  expect(await load.ended).toBe(0);
  taken.close();
  const why = `127.0.0.1:${port}: the port is taken (METRICS_PORT). The load runs without metrics`;
  expect(load.said()).toContain(`load: the metrics endpoint can't listen on ${why}\n`);
});

test("without a terminal nothing is coloured, and no line is written over", async () => {
  await using shop = await startStubShop();
  using load = startLoadgen([...endless, shop.url, "--iterations", "40"]);
  expect(await load.ended).toBe(0);
  expect(load.said()).toContain("GET /product/{id}");
  expect(load.said()).not.toContain(escape);
  expect(load.said()).not.toContain("\r");
});

const script = "/usr/bin/script";
test.skipIf(process.platform !== "linux" || !existsSync(script))(
  "on a terminal the live line is written over, and the summary is coloured",
  async () => {
    await using shop = await startStubShop();
    const command = [process.execPath, program, ...endless, shop.url, "--duration", "2500ms"].join(" ");
    const { NO_COLOR: _, ...inherited } = processVariables();
    const env = { ...inherited, TERM: "xterm-256color", OTEL_SDK_DISABLED: "true" };
    const { stdout } = await promisify(execFile)(script, ["-qec", command, "/dev/null"], { env });
    const lines = stdout.split(`\r${escape}[2K`);
    expect(lines.filter((line) => /^\d s {2}2 at work/.test(line)).length).toBeGreaterThanOrEqual(2);
    expect(stdout).toContain(`${escape}[32m✓${escape}[39m errors<1%`);
  },
);
