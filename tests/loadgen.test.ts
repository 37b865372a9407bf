import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { processVariables } from "@hipstershop/runtime";
import { isWhole, placesOf } from "@hipstershop/testkit";
import type { Launch } from "@hipstershop/shop/launch";
import { launchHere } from "@hipstershop/shop/launch-here";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestShop, type TestShop } from "./support/shop.ts";
import { root } from "./support/workspace.ts";

interface LoadReport {
  readonly requests: number;
  readonly errors: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly routes: Readonly<Record<string, { readonly requests: number; readonly errors: number }>>;
  readonly actions: Readonly<Record<string, { readonly requests: number }>>;
  readonly thresholds: readonly { readonly text: string; readonly passed: boolean; readonly sentence: string }[];
  readonly slowest: readonly { readonly traceId: string; readonly link: string }[];
}

/** Runs the load generator as a process, as users do. */
function load(shop: TestShop, ...options: string[]): Promise<{ readonly code: number; readonly report: LoadReport }> {
  const program = join(root, "loadgen/src/main.ts");
  const common = ["--users", "4", "--rate", "100", "--think", "0", "--seed", "3", "--json", "-", "--quiet"];
  const env = {
    ...processVariables(),
    FRONTEND_ADDR: shop.url,
    TRACES_URL: shop.status.traces,
    OTEL_EXPORTER_OTLP_ENDPOINT: shop.status.ingest.otlpHttp,
  };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [program, ...common, ...options], { env }, (error, stdout, stderr) => {
      if (stdout === "") reject(new Error(stderr));
      else
        resolve({ code: typeof error?.code === "number" ? error.code : 0, report: JSON.parse(stdout) as LoadReport });
    });
  });
}

describe("the load generator in a whole shop", () => {
  let shop: TestShop;
  beforeAll(async () => {
    shop = await startTestShop();
  });
  afterAll(() => shop[Symbol.asyncDispose]());

  test("does everything visitors do without an error, each click one connected trace", async () => {
    const { code, report } = await load(shop, "--iterations", "120");
    expect(report.errors).toBe(0);
    expect(code).toBe(0);
    expect(report.requests).toBeGreaterThan(120);
    for (const time of [report.p50, report.p95, report.p99]) expect(time).toBeGreaterThan(0);
    const names = ["start", "index", "setCurrency", "browseProduct", "addToCart", "viewCart", "checkout"];
    expect(Object.keys(report.actions).sort()).toEqual(names.toSorted());
    expect(report.routes["POST /cart/checkout"]?.requests).toBe(report.actions["checkout"]?.requests);
    const clicks = () =>
      [...shop.store.traces()].filter(({ spans }) => isWhole(spans) && spans[0]?.process.service !== undefined);
    for (const name of names) {
      const found = await expect
        .poll(() => clicks().find(({ spans }) => placesOf(spans).roots[0]?.span.operation === name))
        .toBeDefined()
        .then(() => clicks().find(({ spans }) => placesOf(spans).roots[0]?.span.operation === name));
      const [top] = placesOf(found?.spans ?? []).roots;
      expect(top?.span.process.service, name).toBe("loadgenerator");
      const [request] = top?.children ?? [];
      expect(request?.span.kind, name).toBe("client");
      expect(
        request?.children.map(({ span }) => span.process.service),
        name,
      ).toEqual(["frontend"]);
    }
  });

  test("--verify-traces finds a whole trace of every kind of action in the store", async () => {
    const { code, report } = await load(shop, "--iterations", "120", "--verify-traces");
    expect(report.thresholds.at(-1)?.sentence).toMatch(
      /^traces: (\d+) of \1 actions, of 7 kinds, made one connected trace each$/,
    );
    expect(code).toBe(0);
  });

  test("without traces of its own it links those of the shop", async () => {
    const { code, report } = await load(shop, "--iterations", "8", "--no-traces");
    expect(code).toBe(0);
    expect(report.slowest[0]?.link).toBe(`${shop.status.traces}/trace/${report.slowest[0]?.traceId}`);
    const [first] = report.slowest;
    await expect
      .poll(() => [...shop.store.traces()].find(({ traceId }) => traceId === first?.traceId)?.spans.length ?? 0)
      .toBeGreaterThan(0);
  });

  test("an open run of many at once meets no error either", async () => {
    const { code, report } = await load(shop, "--iterations", "60", "--model", "open", "--rate", "60");
    expect([code, report.errors]).toEqual([0, 0]);
  });

  test.skipIf(process.platform === "win32")("npx shop load is the same program", async () => {
    const npx = promisify(execFile);
    const env = { ...processVariables(), NO_COLOR: "1", FRONTEND_ADDR: shop.url, OTEL_SDK_DISABLED: "true" };
    const help = await npx("npx", ["--no-install", "shop", "load", "--help"], { cwd: root, env });
    expect(help.stdout).toContain("--find-capacity");
    const options = ["--users", "2", "--rate", "50", "--think", "0", "--iterations", "8", "--json", "-", "--quiet"];
    const { stdout } = await npx("npx", ["--no-install", "shop", "load", ...options], { cwd: root, env });
    expect(JSON.parse(stdout)).toMatchObject({ target: shop.url, errors: 0, actions: { start: { requests: 2 } } });
    const wrong = await npx("npx", ["--no-install", "shop", "load", "--users", "none"], { cwd: root, env }).catch(
      (error: unknown) => error,
    );
    expect(wrong).toMatchObject({ code: 2, stderr: expect.stringContaining("give a whole number from 1 to 100000") });
  });
});

describe("--verify-traces, with a service whose spans are lost,", () => {
  test.each([
    [
      "checkoutservice",
      /checkout http\S+\/trace\/[0-9a-f]{32}: the parent is missing of \w+ \S+.*; no span of checkoutservice/,
    ],
    ["paymentservice", /checkout http\S+\/trace\/[0-9a-f]{32}: no span of paymentservice$/m],
  ])("fails: %s", async (silent, problem) => {
    const launch: Launch = (service, environment, events) =>
      launchHere(service, { ...environment, ...(service.name === silent && { OTEL_TRACES_EXPORTER: "none" }) }, events);
    await using shop = await startTestShop({}, launch);
    const orders = ["--scenario", "checkout", "--iterations", "8"];
    const { code, report } = await load(shop, ...orders, "--verify-traces", "1s");
    expect(report.errors).toBe(0);
    expect(report.thresholds.at(-1)).toMatchObject({ passed: false, sentence: expect.stringMatching(problem) });
    expect(code).toBe(1);
  });
});
