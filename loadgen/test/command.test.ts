import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Env, processVariables } from "@hipstershop/runtime";
import { afterAll, describe, expect, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { createCommand } from "../src/command/options.ts";
import { answerLikeShop, type StubShop, startStubShop } from "./stub-shop.ts";

const program = join(import.meta.dirname, "../src/main.ts");
const folder = mkdtempSync(join(tmpdir(), "load-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function runLoadgen(args: readonly string[], variables: Record<string, string> = {}): Promise<Ended> {
  const env = { ...processVariables(), NO_COLOR: "1", OTEL_SDK_DISABLED: "true", ...variables };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, stdout, stderr }),
    );
  });
}

const quick = ({ url }: StubShop) => [
  "--target",
  url,
  "--users",
  "2",
  "--rate",
  "50",
  "--think",
  "0",
  "--iterations",
  "40",
  "--seed",
  "1",
];

describe("the load generator", () => {
  test("writes JSON with the figures, and ends with 0", async () => {
    await using shop = await startStubShop();
    const { code, stdout, stderr } = await runLoadgen([...quick(shop), "--json", "-"]);
    expect(stderr).toContain("0 failed");
    expect(code).toBe(0);
    const report = JSON.parse(stdout) as Record<string, unknown>;
    expect(report).toMatchObject({
      requests: shop.asked.length - 1,
      errors: 0,
      seed: 1,
      statuses: { 302: expect.any(Number) },
    });
    for (const name of ["p50", "p95", "p99"]) expect(report[name]).toBeGreaterThan(0);
    expect(report["routes"]).toMatchObject({ "GET /": { requests: expect.any(Number), errors: 0 } });
  });

  test("ends with 1 when a threshold is crossed, and says which and by how much", async () => {
    await using shop = await startStubShop();
    const { code, stderr } = await runLoadgen([...quick(shop), "--threshold", "requests<5"]);
    expect(stderr).toMatch(/✗ requests<5 is crossed: requests are \d+, \d+ too much/);
    expect(code).toBe(1);
  });

  test("ends with 1 when traces are to be looked at and there are none", async () => {
    await using shop = await startStubShop();
    const { code, stderr } = await runLoadgen([...quick(shop), "--verify-traces"], { TRACES_URL: shop.url });
    expect(stderr).toContain("✗ traces: no action that succeeded made one that could be looked for");
    expect(code).toBe(1);
  });

  test("allows less than one error in a hundred when nothing else is said", async () => {
    await using shop = await startStubShop(
      (request, response) => void response.writeHead(request.url === "/cart" ? 500 : 200).end(),
    );
    const { code, stderr } = await runLoadgen(quick(shop));
    expect(stderr).toContain("errors<1% is crossed");
    expect(code).toBe(1);
  });

  test("writes a report that names no other host", async () => {
    await using shop = await startStubShop();
    const file = join(folder, "report.html");
    const { code } = await runLoadgen([...quick(shop), "--quiet", "--html", file]);
    expect(code).toBe(0);
    const html = readFileSync(file, "utf8");
    expect(html).toContain("GET /product/{id}");
    expect(html).not.toMatch(/(?:src|href)="https?:/);
  });

  test("says where reports were written, unless it is to be quiet", async () => {
    await using shop = await startStubShop();
    const [html, json] = [join(folder, "told.html"), join(folder, "told.json")];
    const { stderr } = await runLoadgen([...quick(shop), "--html", html, "--json", json]);
    expect(stderr).toContain(`\nfigures: ${json}\nreport: ${html}\n`);
    expect((await runLoadgen([...quick(shop), "--quiet", "--html", html])).stderr).toBe("");
  });

  test("writes a report of the steps of --find-capacity", async () => {
    await using shop = await startStubShop();
    const [html, json] = [join(folder, "capacity.html"), join(folder, "capacity.json")];
    const search = ["--find-capacity", "--rate", "20", "--step", "200ms", "--threshold", "requests<30", "--seed", "1"];
    const { code, stderr } = await runLoadgen(["--target", shop.url, ...search, "--html", html, "--json", json]);
    expect(code).toBe(0);
    const found = JSON.parse(readFileSync(json, "utf8")) as { capacity: number; steps: { sentence: string }[] };
    expect(stderr).toContain(`the highest rate sustained is ${found.capacity.toFixed(1)} actions per second`);
    const page = readFileSync(html, "utf8");
    expect(page).toContain(`The highest rate sustained is ${found.capacity.toFixed(1)} actions per second.`);
    expect(page.match(/<tr><th scope="row" class="(?:passed|failed)">/g)).toHaveLength(found.steps.length);
    expect(page).toContain("requests&#60;30 is crossed");
    const [, data = ""] = /<script type="application\/json" id="steps">(.*?)<\/script>/.exec(page) ?? [];
    const rates = (JSON.parse(data) as { rate: number }[]).map(({ rate }) => rate);
    expect(rates).toHaveLength(found.steps.length);
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
    expect(page).not.toMatch(/(?:src|href)="https?:/);
  });

  test("goes on with what OpenTelemetry's names for others say, and says once what can't be understood", async () => {
    await using shop = await startStubShop();
    const injected = {
      OTEL_SDK_DISABLED: "no",
      OTEL_METRICS_EXPORTER: "otlp",
      OTEL_LOGS_EXPORTER: "otlp",
      OTEL_TRACES_EXPORTER: "zipkin,console",
      OTEL_PROPAGATORS: "jaeger",
      OTEL_TRACES_SAMPLER: "xray",
      OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
      OTEL_EXPORTER_OTLP_ENDPOINT: shop.url,
      OTEL_ATTRIBUTE_COUNT_LIMIT: "unlimited",
      OTEL_BSP_SCHEDULE_DELAY: "5s",
      OTEL_RESOURCE_ATTRIBUTES: "a=1,broken",
    };
    const { code, stdout, stderr } = await runLoadgen([...quick(shop), "--quiet", "--json", "-"], injected);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ errors: 0 });
    const lines = stderr.trim().split("\n");
    for (const name of ["SDK_DISABLED", "TRACES_SAMPLER", "ATTRIBUTE_COUNT_LIMIT", "RESOURCE_ATTRIBUTES"])
      expect(lines.filter((line) => line.includes(`OTEL_${name}`))).toHaveLength(1);
    expect(lines).toHaveLength(4);
  });

  test.each([
    ["--html", "missing/report.html", "there is no folder"],
    ["--json", "missing/report.json", "there is no folder"],
    ["--html", ".", "it is a folder"],
    ["--json", "folder/", "it is a folder"],
    ["--html", "file.txt/report.html", "file.txt is no folder"],
    ["--json", "", "none is named"],
    ["--json", "long".repeat(100), "ENAMETOOLONG"],
    ["--html", "/proc/report.html", "/proc"],
  ])("says before a run that %s %s can't be written: %s", async (option, path, problem) => {
    await using shop = await startStubShop();
    writeFileSync(join(folder, "file.txt"), "");
    const at = path === "" || path.startsWith("/") ? path : `${folder}/${path}`;
    for (const search of [[], ["--find-capacity", "--step", "100ms"]]) {
      const { code, stderr } = await runLoadgen([...quick(shop), ...search, option, at]);
      expect(stderr).toMatch(new RegExp(`^load: ${option} is ".*", but must be a file that can be written`));
      expect(stderr).toContain(problem);
      expect(stderr).not.toContain("    at ");
      expect(code).toBe(2);
    }
    expect(shop.asked).toEqual([]);
  });

  test("does not let two reports write over each other", async () => {
    await using shop = await startStubShop();
    const file = join(folder, "both");
    for (const [json, html] of [
      [file, `${folder}/./both`],
      ["-", "-"],
    ] as const) {
      const { code, stderr } = await runLoadgen([...quick(shop), "--json", json, "--html", html]);
      expect(stderr).toContain("give each a file of its own");
      expect(code).toBe(2);
    }
    expect(shop.asked).toEqual([]);
  });

  test.each([
    ["--json", "--html"],
    ["--html", "--json"],
  ])(
    "when the disk is full for %s the other report is written all the same, and the code says so",
    async (full, good) => {
      await using shop = await startStubShop();
      const file = join(folder, `good${good}`);
      const { code, stderr } = await runLoadgen([...quick(shop), full, "/dev/full", good, file]);
      expect(stderr).toContain(`load: ${full} "/dev/full" can't be written: ENOSPC`);
      expect(stderr).not.toContain("    at ");
      expect(readFileSync(file, "utf8")).toContain("GET /product/{id}");
      expect(code).toBe(4);
      const crossed = await runLoadgen([...quick(shop), full, "/dev/full", good, "-", "--threshold", "requests<5"]);
      expect(crossed.stdout).toContain("GET /product/{id}");
      expect(crossed.code).toBe(1);
    },
  );

  test("is one shard of many by its environment, with the seed that all of them take", async () => {
    await using shop = await startStubShop();
    const [options, shard] = [quick(shop).slice(0, -2), { SHARD_INDEX: "1", SHARD_COUNT: "8" }];
    const one = await runLoadgen([...options, "--users", "16", "--quiet", "--json", "-"], shard);
    expect(JSON.parse(one.stdout)).toMatchObject({ shard: "2/8", seed: 1, actions: { start: { requests: 2 } } });
    const seeded = await runLoadgen([...options, "--shard", "1/2", "--quiet", "--json", "-"], { ...shard, SEED: "77" });
    expect(JSON.parse(seeded.stdout)).toMatchObject({ shard: "1/2", seed: 77 });
  });

  test("waits for a shop as long as its environment says", async () => {
    const started = performance.now();
    const { code } = await runLoadgen(["--target", "http://127.0.0.1:1"], { WAIT: "1500ms" });
    expect(code).toBe(3);
    expect(performance.now() - started).toBeGreaterThan(1500);
  });

  test("told to wait, it waits until all that visitors do works, and counts nothing of that", async () => {
    // Page, cart and order begin to work one after the other, as when services start in a cluster.
    const late = new Map([
      ["GET /", 1],
      ["GET /cart", 2],
      ["POST /cart/checkout", 3],
    ]);
    let refused = 0;
    await using shop = await startStubShop((request, response) => {
      const route = `${request.method} ${request.url}`;
      const left = late.get(route) ?? 0;
      late.set(route, left - 1);
      if (left <= 0) return answerLikeShop(request, response);
      refused += 1;
      response.writeHead(503).end();
    });
    const { code, stdout, stderr } = await runLoadgen([...quick(shop), "--wait", "30s", "--json", "-"]);
    expect(code, stderr).toBe(0);
    expect(refused).toBe(6);
    const report = JSON.parse(stdout) as { requests: number; errors: number; actions: Record<string, object> };
    expect(report.errors).toBe(0);
    expect(report.requests).toBeLessThan(shop.asked.length - refused - 6);
    expect(report.actions["start"]).toEqual(expect.objectContaining({ requests: 2 }));
  }, 40_000);

  test("when the time is over it says what does not work, and visits the shop all the same", async () => {
    await using shop = await startStubShop((request, response) =>
      request.url === "/cart/checkout" ? void response.writeHead(503).end() : answerLikeShop(request, response),
    );
    const { code, stderr } = await runLoadgen([...quick(shop), "--wait", "500ms"]);
    expect(stderr).toContain("checkout fails with 503 after 0.5 s; visiting it all the same");
    expect(code).toBe(1);
  });

  test("a page that is missing is no reason to wait", async () => {
    await using shop = await startStubShop((_, response) => void response.writeHead(404).end());
    const { stderr } = await runLoadgen([...quick(shop), "--wait", "600s"]);
    expect(stderr).not.toContain("all the same");
  });

  test("takes a scenario from a file", async () => {
    await using shop = await startStubShop();
    const file = join(folder, "empty-cart.ts");
    writeFileSync(
      file,
      'export const scenario = { name: "emptyCart", weight: 1, run: (shopper) => shopper.post("/cart/empty", {}) };\n',
    );
    const { code } = await runLoadgen([...quick(shop), "--quiet", "--scenario-file", file, "--scenario", "emptyCart"]);
    expect(code).toBe(0);
    expect(shop.asked.filter((line) => line === "POST /cart/empty")).toHaveLength(40);
  });

  test("tells how to start a shop that isn't there, and ends", async () => {
    const { code, stderr } = await runLoadgen(["--target", "127.0.0.1:1"]);
    expect(stderr).toContain("nothing answers at http://127.0.0.1:1: start the shop with `npm start`");
    expect(code).toBe(3);
  });

  test.each([
    [["--users", "none"], {}, "give a whole number from 1 to 100000"],
    [["--stages", "1,2"], {}, "such as 30s:10,1m:50"],
    [["--threshold", "p42<1"], {}, "choose from p50"],
    [["--threshold", "p95{action=steal}<1"], {}, 'there is no action "steal": choose from start, index, setCurrency'],
    [["--scenario-file", "/nowhere.ts"], {}, `--scenario-file "/nowhere.ts" can't be loaded: Cannot find module`],
    [["--scenario", "steal"], {}, "choose from index, setCurrency"],
    [["--nonsense"], {}, "unknown option"],
    [["--ui", "--html", "x.html"], {}, "cannot be used with option '--html <file>'"],
    [["--ui", "--verify-traces"], {}, "cannot be used with option '--ui [port]'"],
    [["--verify-traces", "--no-traces"], { TRACES_URL: "http://x" }, "can't be used with --no-traces"],
    [["--verify-traces"], {}, "say where to look, with --traces <url> or TRACES_URL"],
    [["--verify-traces", "soon"], {}, "give a duration such as 30s"],
    [["--find-capacity", "--duration", "9s"], {}, "cannot be used with option '--duration <time>'"],
    [
      ["--traces", "http://me:hush@x"],
      {},
      'without a user name and a password, since it is shown to people, not "http://***@x"',
    ],
    [["--target", "me:hush@x"], {}, 'without a user name and a password, not "***@x"'],
    [["--ui", "--find-capacity"], {}, "cannot be used with option '--find-capacity'"],
  ] as const)("refuses %j %j with 2 and says what would do", async (args, variables, problem) => {
    const { code, stderr } = await runLoadgen(args, variables);
    expect(stderr).toContain(problem);
    expect(stderr).not.toContain("hush");
    expect(code).toBe(2);
  });

  test.each([
    [{ SHARD_INDEX: "8", SHARD_COUNT: "8" }, "SHARD_INDEX is 8, but must be below SHARD_COUNT, which is 8"],
    [{ SEED: "x" }, 'SEED is "x", but must be a whole number'],
    [{ USERS: "many" }, 'USERS is "many", but must be a whole number'],
    [{ METRICS_PORT: "tcp://10.0.0.1:1" }, 'METRICS_PORT is "tcp://10.0.0.1:1", but must be a whole number'],
    [{ FRONTEND_ADDR: "http://x/y" }, 'FRONTEND_ADDR is "http://x/y", but must be host:port or a URL without a path'],
    [{ FRONTEND_ADDR: "http://me:secret@x" }, 'FRONTEND_ADDR is "http://***@x", but must be host:port'],
    [{ TRACES_URL: "jaeger:16686" }, 'TRACES_URL is "jaeger:16686", but must be a URL'],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4317" }, 'OTEL_EXPORTER_OTLP_ENDPOINT is "collector:4317"'],
    [
      { METRICS_PORT: "0", METRICS_LISTEN_ADDR: "192.0.2.1", WAIT: "1h" },
      "the metrics endpoint can't listen on 192.0.2.1:0: this machine has no such address (METRICS_LISTEN_ADDR)",
    ],
    [{ METRICS_LISTEN_ADDR: "here:1" }, 'METRICS_LISTEN_ADDR is "here:1", but must be an address of this machine'],
  ])("ends with 78 when the environment is %j", async (variables, problem) => {
    const { code, stderr } = await runLoadgen([], variables);
    expect(stderr).toContain(problem);
    expect(stderr).not.toMatch(/secret|^\s+at /m);
    expect(code).toBe(78);
  });
});

test("what `skaffold verify` runs is understood: errors, latency and traces decide, and it is told where traces are", () => {
  const root = join(import.meta.dirname, "../..");
  const [, list = ""] =
    /^verify:[\s\S]*?args:\s*\[([^\]]*)\]/m.exec(readFileSync(join(root, "skaffold.yaml"), "utf8")) ?? [];
  const [, ...args] = list.split(",").flatMap((arg) => arg.trim().replace(/^"(.*)"$/, "$1") || []);
  const command = createCommand(readConfig(new Env({}))).exitOverride();
  command.parse(args, { from: "user" });
  expect(command.opts()).toMatchObject({
    target: "http://frontend",
    duration: 30_000,
    threshold: [{ metric: "errors" }, { metric: "p95" }],
    verifyTraces: true,
  });
  const job = readFileSync(join(root, "kubernetes-manifests/verify-job.yaml"), "utf8");
  expect(job).toMatch(/name: TRACES_URL\s+value: http:\/\/jaeger:16686\n/);
  expect(job).toMatch(/name: OTEL_EXPORTER_OTLP_ENDPOINT\s+value: http:\/\/jaeger:4318\n/);
});

describe("the README", () => {
  const readme = readFileSync(join(import.meta.dirname, "../README.md"), "utf8");

  test("lists the options that --help lists, with what it says of them", () => {
    const command = createCommand(readConfig(new Env({})));
    const help = command.createHelp();
    const described = command.options.map(
      (option) =>
        `| \`${option.flags}\` | ${command.configureHelp().optionDescription?.(option) ?? help.optionDescription(option)} |`,
    );
    const rows = readme.split("\n").filter((line) => line.startsWith("| `--"));
    expect(rows).toEqual(described);
  });

  test("lists the environment that is read, with the defaults", () => {
    const env = new Env({});
    readConfig(env);
    const expected = env.asked.map(({ name, fallback }) => [name, fallback || "(none)"]);
    const [, table = ""] = readme.split("| variable | default | meaning |\n|---|---|---|\n");
    const rows = table
      .split("\n\n")[0]
      ?.trim()
      .split("\n")
      .map((line) =>
        line
          .split("|")
          .slice(1, 3)
          .map((cell) => cell.trim()),
      );
    expect(rows).toEqual(expected);
  });
});
