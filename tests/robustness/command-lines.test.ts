import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { processVariables } from "@hipstershop/runtime";
import { expect, onTestFinished, test } from "vitest";
import { root } from "../support/workspace.ts";

/** What ends a line, steers a terminal, or turns the direction of text; a variable can't hold a zero. */
const FORGED = '\u2028\u009b1m\u001b[2J\u202e"}\r\n{"severity":"error","forged":true}\nload: forged\ncanaryd: forged';
/** What a line never has in it, as it is. */
const ODD = /[^\P{Cc}\n]|[\u2028\u2029\u202e]/u;

/** What is printed has no line that the text made, and steers no terminal. */
function expectHarmless(printed: string): void {
  expect(printed).not.toMatch(ODD);
  expect(printed).not.toMatch(/^(load: forged|canaryd: forged|\{"severity)/m);
}

function load(args: readonly string[], variables: Readonly<Record<string, string>> = {}) {
  const program = join(root, "loadgen/src/main.ts");
  const env = { ...processVariables(), OTEL_TRACES_EXPORTER: "none", ...variables };
  return new Promise<string>((resolve) => {
    execFile(process.execPath, [program, ...args], { env }, (_, stdout, stderr) => resolve(stdout + stderr));
  });
}

/** A server that answers every request with the same bytes. */
async function answerWith(bytes: string): Promise<string> {
  const server: Server = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", () => socket.end(Buffer.from(bytes)));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const address = server.address();
  return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
}

const RUN = ["--iterations", "4", "--users", "1", "--think", "0", "--seed", "1"];
const oneLineOf = (forged: string) => forged.replaceAll(/[\r\n]/g, " ");

test.each([
  ["--target", FORGED],
  ["--threshold", FORGED],
  ["--scenario", FORGED],
  ["--scenario-file", FORGED],
  ["--stages", FORGED],
  ["--html", `/nowhere/${FORGED}`],
  [`--${FORGED}`, ""],
])("the load generator quotes a wrong %s harmlessly", async (...args) => {
  const printed = await load([...args, ...RUN]);
  expect(printed).toContain("forged");
  expectHarmless(printed);
});

test.each([["FRONTEND_ADDR", "SEED", "METRICS_PORT"], ["OTEL_EXPORTER_OTLP_ENDPOINT"]])(
  "the load generator quotes wrong variables harmlessly: %s",
  async (...names) => {
    const variables = Object.fromEntries(names.map((name) => [name, FORGED]));
    const printed = await load(["--target", "127.0.0.1:1", ...RUN], { ...variables, OTEL_TRACES_EXPORTER: "otlp" });
    for (const name of names) expect(printed).toContain(name);
    expectHarmless(printed);
  },
);

test("what a shop and a trace store answer reaches no line of the load generator", async () => {
  const odd = oneLineOf(FORGED);
  const body = JSON.stringify({ data: [{ traceID: FORGED, spans: [{ operationName: FORGED }], processes: FORGED }] });
  const store = await answerWith(`HTTP/1.1 200 ${odd}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
  for (const head of [
    `HTTP/1.1 200 ${odd}\r\nX: ${odd}\r\nSet-Cookie: shop_session-id=${odd}\r\nConnection: close\r\n\r\n${FORGED}`,
    `HTTP/1.1 500 ${odd}\r\nConnection: close\r\n\r\n${FORGED}`,
    `HTTP/1.1 302 Found\r\nLocation: /${odd}\r\nConnection: close\r\n\r\n`,
    `HTTP/1.1 302 Found\r\nLocation: ${odd}://x/\r\nConnection: close\r\n\r\n`,
    FORGED,
  ]) {
    const shop = await answerWith(head);
    const printed = await load(["--target", shop, "--traces", store, "--verify-traces", "1s", "--wait", "0", ...RUN]);
    expect(printed).not.toBe("");
    expectHarmless(printed);
  }
});

test("the names of a scenario and of its pages reach no line of the load generator as they are", async () => {
  const folder = mkdtempSync(join(tmpdir(), "shop-lines-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "odd.mjs");
  const scenario = `{ name: ${JSON.stringify(FORGED)}, weight: 1, run: (shopper) => shopper.get(${JSON.stringify(`/${FORGED}`)}) }`;
  writeFileSync(file, `export const scenario = ${scenario};\n`);
  const shop = await answerWith("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
  const own = ["--scenario-file", file, "--scenario", FORGED];
  const printed = await load(["--target", shop, "--wait", "0", ...own, ...RUN]);
  expect(printed).toContain("5 requests");
  expect(printed).toContain("forged");
  expectHarmless(printed);
});

function startCanaryd(variables: Readonly<Record<string, string>>) {
  const env = { ...processVariables(), PORT: "0", LISTEN_ADDR: "127.0.0.1", ...variables };
  return spawn(process.execPath, [join(root, "tools/canary/src/main.ts")], { env, stdio: ["ignore", "pipe", "pipe"] });
}

/** What it prints when it can't start. */
async function refusalOf(variables: Readonly<Record<string, string>>): Promise<string> {
  const child = startCanaryd(variables);
  const [out, problems] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return out + problems;
}

test("canaryd quotes wrong variables harmlessly", async () => {
  const names = ["PORT", "LISTEN_ADDR", "PROMETHEUS_URL", "CANARY_STORE", "CANARY_CONFIGS"];
  const printed = await refusalOf(Object.fromEntries(names.map((name) => [name, FORGED])));
  for (const name of names) expect(printed).toContain(name);
  expect(printed).toContain("forged");
  expectHarmless(printed);
});

const SMALL_CONFIG = {
  name: "small",
  judge: { name: "NetflixACAJudge-v1.0" },
  metrics: [
    {
      name: "errors",
      groups: ["errors"],
      scopeName: "default",
      query: { type: "prometheus", customInlineTemplate: "PromQL:${scope}" },
      analysisConfigurations: { canary: { direction: "increase" } },
    },
  ],
  classifier: { groupWeights: { errors: 100 } },
};

test("what clients and stored files say reaches no line of canaryd", async () => {
  const folder = mkdtempSync(join(tmpdir(), "shop-lines-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  // A dot of a regular expression is not U+2028.
  const store = join(folder, oneLineOf(FORGED).replaceAll(/[/\u2028]/g, ""));
  const child = startCanaryd({ CANARY_STORE: `file:${store}` });
  const problems = text(child.stderr);
  const lines = createInterface(child.stdout);
  const [first] = await once(lines, "line");
  const url = `http://127.0.0.1:${/port (\d+)/.exec(String(first))?.[1]}`;
  const headers = { "content-type": "application/json" };
  // A folder where a file is to be written makes an error of canaryd's own, with the path in it.
  mkdirSync(join(store, "canaryConfig/kept.json"), { recursive: true });
  writeFileSync(join(store, "canaryConfig/other.json"), FORGED);
  const config = { ...SMALL_CONFIG, id: "kept", applications: [FORGED] };
  for (const body of [FORGED, JSON.stringify({ name: FORGED, [FORGED]: FORGED }), JSON.stringify(config)])
    for (const path of ["canaryConfig", "canary/none", "judge", "metricSetList", encodeURIComponent(FORGED)])
      await (await fetch(`${url}/${path}`, { method: "POST", headers, body })).text();
  for (const path of [
    "canaryConfig",
    "canaryConfig/kept",
    "canaryConfig/other",
    `canaryConfig/${encodeURIComponent(FORGED)}`,
  ])
    await (await fetch(`${url}/${path}?application=${encodeURIComponent(FORGED)}`)).text();
  child.kill("SIGTERM");
  const printed = `${String(first)}\n${await problems}`;
  expectHarmless(printed);
  for (const line of printed.split("\n").filter((found) => found !== "")) expect(line).toMatch(/^canaryd: /);
  expect(printed.split("\n").length).toBeGreaterThan(2);
});
