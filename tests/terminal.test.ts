import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { processVariables } from "@hipstershop/runtime";
import { startTraceStore, type TraceStore } from "@hipstershop/traceview";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { root } from "./support/workspace.ts";

/** Everything that acts on a terminal: line breaks, colours, the title, a link, C1, the direction of writing, half a character. */
const EVIL =
  "evil\n\r\t\u001b[31mred\u001b]0;title\u0007\u001b]8;;http://x\u001b\\\u009b2J\u007f\u0008\u202eabc\u2066\u200b\u2028\ud800";
const SHOWN = String.raw`evil\n\r\t\x1b[31mred\x1b]0;title\x07\x1b]8;;http://x\x1b\\x9b2J\x7f\x08\u202eabc\u2066\u200b\u2028`;
/** What must never reach a terminal; our own line breaks apart. */
const ACTING = /[^\P{Cc}\n]|[\p{Zl}\p{Zp}\p{Cs}\u200b\u202a-\u202e\u2066-\u2069]/u;
/** An argument or a variable can hold no half character. */
const ARGUMENT = EVIL.slice(0, -1);

const TRACE = "a".repeat(32);
const plain = { ...processVariables(), NO_COLOR: "1", FORCE_COLOR: undefined, COLUMNS: "400" };
const folder = mkdtempSync(join(tmpdir(), "terminal-"));

let traces: TraceStore;
beforeAll(async () => {
  traces = await startTraceStore({ host: "127.0.0.1", queryPort: 0, jaegerThriftPort: 0, otlpHttpPort: 0 });
  await send(TRACE);
});
afterAll(async () => {
  await traces[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

async function send(traceId: string): Promise<void> {
  const attributes = [{ key: EVIL, value: { stringValue: EVIL } }];
  const time = `${Date.now()}000000`;
  const span = {
    traceId,
    name: EVIL,
    attributes,
    startTimeUnixNano: time,
    endTimeUnixNano: time,
    status: { code: 2, message: EVIL },
  };
  const spans = [
    { ...span, spanId: "1".repeat(16) },
    { ...span, spanId: "2".repeat(16), parentSpanId: "1".repeat(16) },
  ];
  const resource = { attributes: [{ key: "service.name", value: { stringValue: EVIL } }] };
  const answer = await fetch(`${traces.otlpHttpUrl}/v1/traces`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ resourceSpans: [{ resource, scopeSpans: [{ spans }] }] }),
  });
  expect(await answer.text()).toBe("{}");
}

function start(program: string, args: readonly string[], variables: Record<string, string> = {}) {
  const env = { ...plain, OTEL_SDK_DISABLED: "true", ...variables };
  return spawn(process.execPath, [join(root, program), ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
}

async function run(program: string, args: readonly string[], variables: Record<string, string> = {}) {
  const child = start(program, args, variables);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code: code as number, stdout, stderr };
}

const shop = (...args: string[]) => run("tools/shop/bin/shop.mjs", ["--state", folder, ...args]);
const trace = (...args: string[]) => shop("trace", "--url", traces.queryUrl, ...args);

describe("names from traces are shown in one line each, and do nothing to the terminal", () => {
  test.each([
    ["list", ["list"], 1],
    ["show", ["show", TRACE], 5],
    ["diff", ["diff", TRACE, TRACE], 8],
  ] as const)("shop trace %s", async (_what, args, lines) => {
    const { code, stdout, stderr } = await trace(...args);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).not.toMatch(ACTING);
    expect(stdout.trimEnd().split("\n")).toHaveLength(lines);
    expect(stdout).toContain(SHOWN.slice(0, 30));
  });

  test("shop trace follow", async () => {
    const child = start("tools/shop/bin/shop.mjs", ["trace", "--url", traces.queryUrl, "follow"]);
    try {
      const [following] = await once(createInterface({ input: child.stderr }), "line");
      expect(following).toContain("following");
      // The command connects after it said so: traces come until one was told.
      const line = once(createInterface({ input: child.stdout }), "line");
      for (let n = 1; n < 400; n += 1) {
        await send(String(n).padStart(32, "b"));
        if (await Promise.race([line.then(() => true), delay(50, false)])) break;
      }
      expect(String((await line)[0])).toMatch(new RegExp(`spans {2}${SHOWN.slice(0, 8).replaceAll("\\", "\\\\")}`));
      expect(String((await line)[0])).not.toMatch(ACTING);
    } finally {
      child.kill();
    }
  });

  test.each([
    ["list", ["list", "--json"]],
    ["show", ["show", "--json", TRACE]],
    ["diff", ["diff", "--json", TRACE, TRACE]],
    ["export", ["export", TRACE]],
    ["export for Perfetto", ["export", TRACE, "--format", "chrome"]],
  ] as const)("the JSON of shop trace %s stays JSON, with the names as they are", async (_what, args) => {
    const { stdout } = await trace(...args);
    expect(stdout).not.toMatch(ACTING);
    const [first = ""] = stdout.startsWith("{\n") ? [stdout] : stdout.split("\n");
    // The store has U+FFFD in place of half a character.
    expect(JSON.stringify(JSON.parse(first))).toContain(JSON.stringify(`${ARGUMENT}\ufffd`).slice(1, -1));
  });
});

describe("what is said of arguments, variables and servers' answers is as harmless", () => {
  test.each<[program: string, args: readonly string[], variables: Record<string, string>, code: number]>([
    ["tools/shop/bin/shop.mjs", [`--${ARGUMENT}`], {}, 1],
    ["tools/shop/bin/shop.mjs", [ARGUMENT], {}, 1],
    ["tools/shop/bin/shop.mjs", ["up", "--port-base", ARGUMENT], {}, 1],
    ["tools/shop/bin/shop.mjs", ["trace", "--url", ARGUMENT, "list"], {}, 1],
    ["tools/shop/bin/shop.mjs", ["trace", "--url", "http://127.0.0.1:1", "show", ARGUMENT], {}, 1],
    ["tools/shop/bin/shop.mjs", ["trace", "--url", "http://127.0.0.1:1", "export", "--format", ARGUMENT, "1"], {}, 1],
    ["loadgen/src/main.ts", [`--${ARGUMENT}`], {}, 2],
    ["loadgen/src/main.ts", ["--target", ARGUMENT], {}, 2],
    ["loadgen/src/main.ts", ["--threshold", ARGUMENT], {}, 2],
    ["loadgen/src/main.ts", [], { USERS: ARGUMENT }, 78],
    ["services/cartservice/src/main.ts", [], { PORT: ARGUMENT, GRPC_REFLECTION: ARGUMENT }, 78],
    ["traceview/src/main.ts", ["--max-spans", ARGUMENT], {}, 2],
    ["traceview/src/main.ts", [`--${ARGUMENT}`], {}, 2],
    ["tools/deploy/src/cluster/main.ts", ["--wait", ARGUMENT], {}, 2],
  ])("%s %j with %j", async (program, args, variables, code) => {
    const ended = await run(program, args, variables);
    expect(ended.code).toBe(code);
    expect(ended.stderr).toContain("evil");
    expect(ended.stderr + ended.stdout).not.toMatch(ACTING);
    // What was quoted is in one line; only the environment's problems have a line each.
    expect(ended.stderr.split("\n").filter((line) => line.includes("[31mred"))).toHaveLength(
      Object.keys(variables).length || 1,
    );
  });

  test("a query API that answers an error", async () => {
    const server = createServer((_request, response) => {
      response.writeHead(500, { "content-type": "application/json" });
      response.end(JSON.stringify({ data: null, errors: [{ code: 500, msg: EVIL }] }));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const { code, stderr } = await shop("trace", "--url", url, "show", "1");
    server.close();
    expect([code, stderr]).toEqual([1, expect.stringContaining("answers 500: evil")]);
    expect(stderr).not.toMatch(ACTING);
  });

  test("a load generator that is told odd names, and looks for traces with odd ones", async () => {
    const scenario = join(folder, "odd.mjs");
    const path = `/${encodeURIComponent(ARGUMENT)}`;
    writeFileSync(
      scenario,
      `export const scenario = { name: ${JSON.stringify(EVIL)}, weight: 1e9, run: (s) => s.get(${JSON.stringify(path)}) };`,
    );
    const server = createServer((_request, response) => {
      response.setHeader("traceresponse", `00-${TRACE}-${"1".repeat(16)}-01`).end("a page");
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const target = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const odd = ["--target", target, "--scenario-file", scenario, "--scenario", "evil"];
    const args = [
      "--target",
      target,
      "--scenario-file",
      scenario,
      "--iterations",
      "5",
      "--rate",
      "50",
      "--think",
      "0",
      "--json",
      "-",
    ];
    const looked = ["--traces", traces.queryUrl, "--verify-traces", "300ms"];
    const { stdout, stderr } = await run("loadgen/src/main.ts", [...args, ...looked], { OTEL_SDK_DISABLED: "false" });
    expect(stderr).toContain(SHOWN.slice(0, 20));
    expect(stderr + stdout).not.toMatch(ACTING);
    expect(Object.keys((JSON.parse(stdout) as { actions: object }).actions)).toContain(EVIL);
    const unknown = await run("loadgen/src/main.ts", odd);
    expect([unknown.code, unknown.stderr.trimEnd()]).toEqual([2, expect.not.stringMatching(/\p{Cc}/u)]);
    server.close();
  }, 60_000);
});
