import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { holdLock, shopLock } from "@hipstershop/locks";
import { writeStatus } from "@hipstershop/shop/status";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startTestShop, type TestShop } from "./support/shop.ts";
import { wholeTrace } from "./support/traces.ts";
import { checkoutFields, Visitor } from "./support/visitor.ts";
import { root } from "./support/workspace.ts";

const bin = join(root, "tools/shop/bin/shop.mjs");
const folder = mkdtempSync(join(tmpdir(), "shop-trace-"));
const empty = mkdtempSync(join(tmpdir(), "shop-trace-empty-"));

let shop: TestShop;
let home: string;
let order: string;
let refused: string;

beforeAll(async () => {
  shop = await startTestShop();
  holdLock(shopLock(folder), "a test's shop");
  await writeStatus(folder, shop.status);
  const visitor = new Visitor(shop.url);
  await visitor.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" });
  ({ traceId: home } = await visitor.get("/"));
  const american = { ...checkoutFields, credit_card_number: "378282246310005" };
  ({ traceId: refused } = await visitor.post("/cart/checkout", american));
  ({ traceId: order } = await visitor.post("/cart/checkout", checkoutFields));
  for (const id of [home, refused, order]) await wholeTrace(shop, id);
});
afterAll(async () => {
  await shop[Symbol.asyncDispose]();
  for (const each of [folder, empty]) rmSync(each, { recursive: true, force: true });
});

function start(state: string, ...args: string[]) {
  return spawn(process.execPath, [bin, "--state", state, ...args], { stdio: ["ignore", "pipe", "pipe"] });
}

/** Runs a command of `shop` to its end, against the shop of this test unless told otherwise. */
async function run(args: string[], state = folder) {
  const child = start(state, ...args);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code: code as number, stdout, stderr };
}

const lines = (output: string) => output.trimEnd().split("\n");

describe("shop trace list", () => {
  test("shows the newest traces of the running shop, failed spans counted", async () => {
    const { code, stdout } = await run(["trace", "list"]);
    expect(code).toBe(0);
    const line = lines(stdout).find((each) => each.includes(refused)) ?? "";
    expect(line).toMatch(/ ms +\d+ spans {2}frontend POST \/cart\/checkout {2}\d failed$/);
    expect(stdout).toContain(home);
  });

  test("filters by service, operation, error and duration, and limits", async () => {
    const ids = async (...filters: string[]) =>
      lines((await run(["trace", "list", "--json", ...filters])).stdout)
        .filter((line) => line !== "")
        .map((line) => (JSON.parse(line) as { traceID: string }).traceID);
    expect((await ids("--service", "paymentservice")).sort()).toEqual([refused, order].sort());
    expect(await ids("--operation", "GET /")).toEqual([home]);
    expect(await ids("--error", "--service", "checkoutservice")).toEqual([refused]);
    expect(await ids("--min-duration", "1000s")).toEqual([]);
    expect(await ids("--limit", "1")).toEqual([order]);
  });
});

describe("shop trace show", () => {
  test("draws the waterfall, with its critical path, as wide as a page in a pipe", async () => {
    const { stdout } = await run(["trace", "show", order]);
    expect(lines(stdout)[0]).toBe("frontend POST /cart/checkout");
    expect(stdout).toMatch(/● +paymentservice ← PaymentService\/Charge +█+ +[\d.]+ ms/);
    expect(stdout).not.toContain("\u001b[");
    expect(Math.max(...lines(stdout).map(({ length }) => length))).toBeLessThanOrEqual(122);
  });

  test("marks failures", async () => {
    const { stdout } = await run(["trace", "show", refused]);
    expect(stdout).toMatch(/checkoutservice → PaymentService\/Charge .* ms !$/m);
    expect(stdout).toMatch(/· \d failed$/m);
  });

  test("prints Jaeger's JSON", async () => {
    const { data } = JSON.parse((await run(["trace", "show", "--json", home])).stdout) as {
      data: { spans: unknown[] }[];
    };
    expect(data[0]?.spans).toHaveLength(29);
  });
});

describe("shop trace diff", () => {
  test("of two traces names the path where the failure begins first", async () => {
    const { stdout, code } = await run(["trace", "diff", order, refused]);
    expect(code).toBe(0);
    expect(lines(stdout)[0]).toMatch(
      /^B fails in paymentservice PaymentService\/Charge\. B is [\d.]+ ms (slower|faster)/,
    );
    expect(stdout).toContain("\na: 1 trace, b: 1 trace\n");
    expect(stdout).toMatch(/\n\nerrors +.*POST \/cart\/checkout › .* › paymentservice PaymentService\/Charge$/m);
    expect(stdout).toMatch(/^removed .* › shippingservice ShippingService\/ShipOrder$/m);
  });

  test("says the words of the viewer's page", async () => {
    const answer = await fetch(`${shop.status.traces}/api/view/compare?a=${order}&b=${home}`);
    const { headline, notes } = (await answer.json()) as { headline: string; notes: string[] };
    const { stdout } = await run(["trace", "diff", order, home]);
    expect(stdout.replaceAll("\n", " ")).toContain([headline, ...notes].join(" "));
    expect(headline).toMatch(/^B is [\d.]+ ms (slower|faster): \S+ /);
    expect(notes[0]).toBe("One trace each: no test, so no p-values.");
    expect(stdout).not.toContain("p 1");
  });

  test("of queries compares groups, and prints JSON", async () => {
    const { stdout } = await run(["trace", "diff", "--json", "service=paymentservice", `${order},${refused}`]);
    const comparison = JSON.parse(stdout) as {
      a: { traces: number };
      b: { traces: number };
      differences: { verdict: string; pValue: number | null }[];
    };
    expect(comparison).toMatchObject({ a: { traces: 2 }, b: { traces: 2 } });
    expect(comparison.differences.every(({ verdict, pValue }) => verdict === "untested" && pValue === null)).toBe(true);
  });

  test("of a query that nothing fits says so", async () => {
    expect(await run(["trace", "diff", "service=nobody", order])).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('no trace fits "service=nobody"'),
    });
  });
});

describe("shop trace export", () => {
  const exported = async (format: string) =>
    JSON.parse((await run(["trace", "export", order, "--format", format])).stdout) as Record<string, unknown>;
  const spans = () => shop.store.trace(order)?.spans ?? [];

  test("jaeger: the trace as the API has it", async () => {
    const { data } = (await exported("jaeger")) as { data: { spans: unknown[] }[] };
    expect(data[0]?.spans).toHaveLength(spans().length);
  });

  test("otlp: what its own collector takes and gives back unchanged", async () => {
    const body = JSON.stringify(await exported("otlp"));
    const ports = ["--port", "--otlp-http-port", "--otlp-grpc-port", "--jaeger-thrift-port", "--zipkin-port"];
    const copy = start(folder, "traces", "--json", ...ports.flatMap((port) => [port, "0"]));
    const [line] = (await once(createInterface({ input: copy.stdout }), "line")) as [string];
    const { traces, otlpHttp, ...others } = JSON.parse(line) as { traces: string; otlpHttp: string };
    expect(others).toMatchObject({ otlpGrpc: expect.stringMatching(/:\d+$/), zipkin: expect.stringMatching(/:\d+$/) });
    const headers = { "content-type": "application/json" };
    expect((await fetch(`${otlpHttp}/v1/traces`, { method: "POST", headers, body })).status).toBe(200);
    const shown = await run(["trace", "show", order, "--url", traces], empty);
    expect(shown.stdout).toBe((await run(["trace", "show", order])).stdout);
    const ended = once(copy, "exit");
    copy.kill("SIGINT");
    expect((await ended)[0]).toBe(0);
    await expect(fetch(traces)).rejects.toThrow("fetch failed");
  });

  test("chrome: complete events, a process per service, nested in every row", async () => {
    const { traceEvents } = (await exported("chrome")) as {
      traceEvents: { ph: string; ts: number; dur: number; tid: number; args: { name?: string } }[];
    };
    const events = traceEvents.filter(({ ph }) => ph === "X");
    expect(events).toHaveLength(spans().length);
    const services = new Set(spans().map(({ process }) => process.service));
    expect(new Set(traceEvents.filter(({ ph }) => ph === "M").map(({ args }) => args.name))).toEqual(services);
    for (const one of events)
      for (const two of events.filter(({ tid, ts }) => tid === one.tid && ts > one.ts && ts < one.ts + one.dur))
        expect(two.ts + two.dur).toBeLessThanOrEqual(one.ts + one.dur);
  });

  test("speedscope: stacks that open and close in order", async () => {
    const file = (await exported("speedscope")) as {
      shared: { frames: { name: string }[] };
      profiles: { events: { type: string; frame: number; at: number }[]; endValue: number }[];
    };
    expect(file.profiles.reduce((total, { events }) => total + events.length, 0)).toBe(2 * spans().length);
    for (const { events } of file.profiles) {
      const open: number[] = [];
      for (const [i, { type, frame, at }] of events.entries()) {
        expect(at).toBeGreaterThanOrEqual(events[i - 1]?.at ?? 0);
        if (type === "O") open.push(frame);
        else expect(open.pop()).toBe(frame);
      }
      expect(open).toEqual([]);
    }
  });

  test("into a file, and says so", async () => {
    const output = join(folder, "order.json");
    const { code, stdout, stderr } = await run(["trace", "export", order, "--output", output]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain(`${output}: ${spans().length} spans`);
    expect(JSON.parse(readFileSync(output, "utf8"))).toHaveProperty("data");
    expect(JSON.parse((await run(["trace", "export", order, "--output", "-"])).stdout)).toHaveProperty("data");
  });

  test.each([
    [["trace", "export", "abc", "--output"], "missing/order.json", "there is no folder"],
    [["trace", "export", "abc", "--output"], ".", "it is a folder"],
    [["traces", "--port", "0", "--file"], "missing/traces", "there is no folder"],
    [["traces", "--port", "0", "--file"], ".", "it is a folder"],
  ] as const)("%j %s is refused before anything is asked or opened: %s", async (command, path, why) => {
    const { code, stderr } = await run([...command, `${folder}/${path}`], empty);
    expect(stderr).toContain(`is invalid. it must be a file that can be written (${why}`);
    expect(code).toBe(1);
  });
});

describe("shop trace follow", () => {
  test("tells each new trace once, while it runs, and ends on Ctrl-C", async () => {
    const child = start(folder, "trace", "follow", "--json", "--operation", "POST /cart/empty");
    await once(createInterface({ input: child.stderr }), "line");
    const told = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    // What the follower sees as new is what comes after its first look: clicks go on until it tells of one.
    const enough = new AbortController();
    const first = told.next().finally(() => enough.abort());
    const clicked: string[] = [];
    const visitor = new Visitor(shop.url);
    while (!enough.signal.aborted) clicked.push((await visitor.post("/cart/empty")).traceId);
    const { traceID, rootOperation } = JSON.parse(String((await first).value)) as Record<string, string>;
    expect(clicked).toContain(traceID);
    expect(rootOperation).toBe("POST /cart/empty");
    const ended = once(child, "exit");
    child.kill("SIGINT");
    expect((await ended)[0]).toBe(0);
  });
});

describe("another Jaeger", () => {
  test("that searches by service only is asked service by service", async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? "", "http://localhost");
      asked.push(`${pathname} ${searchParams.get("service") ?? ""}`.trim());
      if (pathname === "/api/services") return response.end(JSON.stringify({ data: ["a", "b"] }));
      if (!searchParams.has("service"))
        return response
          .writeHead(400)
          .end(JSON.stringify({ data: null, errors: [{ code: 400, msg: "parameter 'service' is required" }] }));
      const span = { traceID: "ab", spanID: "1", operationName: "x", startTime: 1, duration: 5, processID: "p1" };
      return response.end(
        JSON.stringify({ data: [{ traceID: "ab", spans: [span], processes: { p1: { serviceName: "a" } } }] }),
      );
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as AddressInfo;
    const { stdout } = await run(["trace", "list", "--url", `http://127.0.0.1:${port}/`], empty);
    server.close();
    expect(asked.sort()).toEqual(["/api/services", "/api/traces", "/api/traces a", "/api/traces b"]);
    expect(lines(stdout)).toHaveLength(1);
    expect(stdout).toContain("1 spans  a x");
  });
});

describe("what goes wrong is said in a sentence", () => {
  test.each<[string, string[], string]>([
    ["no shop", ["trace", "list"], "no shop is open here; `npm start` opens one, or --url names a Jaeger"],
    ["nobody there", ["trace", "list", "--url", "http://127.0.0.1:1"], "nothing answers at http://127.0.0.1:1"],
    [
      "nobody there, by name",
      ["trace", "list", "--url", "http://me:hush@127.0.0.1:1"],
      "answers at http://127.0.0.1:1:",
    ],
    ["no address, but a name", ["trace", "list", "--url", "me:hush@jaeger"], '"***@jaeger" is not an address'],
    ["no address", ["trace", "list", "--url", "jaeger"], '"jaeger" is not an address'],
    ["no duration", ["trace", "list", "--min-duration", "soon"], "give a duration such as 50ms"],
    ["no format", ["trace", "export", "ab", "--format", "pdf"], "Allowed choices are jaeger, otlp, chrome, speedscope"],
  ])("%s", async (_name, args, said) => {
    const { code, stderr } = await run(args, empty);
    expect(code).toBe(1);
    expect(stderr).toContain(said);
    expect(stderr).not.toMatch(/\n +at |hush/);
  });

  test("an id that is none, or unknown", async () => {
    expect((await run(["trace", "show", "xyz"])).stderr).toContain('"xyz" is not a trace id');
    expect((await run(["trace", "show", "abc123"])).stderr).toContain(`no trace abc123 at ${shop.status.traces}`);
  });

  test("a page that is no query API", async () => {
    const { stderr } = await run(["trace", "list", "--url", shop.url]);
    expect(stderr).toContain(`${shop.url} answers 404`);
  });
});
