import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { processVariables } from "@hipstershop/runtime";
import type { ShopStatus } from "@hipstershop/shop/status";
import { hasIpv6 } from "@hipstershop/testkit";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { root } from "./support/workspace.ts";
import { checkoutFields, Visitor } from "./support/visitor.ts";

const bin = join(root, "tools/shop/bin/shop.mjs");
const folder = mkdtempSync(join(tmpdir(), "shop-listening-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(args: readonly string[], variables: Record<string, string> = {}) {
  return spawn(process.execPath, [bin, "--state", folder, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...processVariables(), NO_COLOR: "1", FORCE_COLOR: undefined, ...variables },
  });
}

/** Runs a command of `shop` to its end. */
async function run(args: readonly string[], variables: Record<string, string> = {}) {
  const child = start(args, variables);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code: code as number, stdout, stderr };
}

const HOSTS = [
  ["192.0.2.1", "this machine has no such address"],
  ["nowhere.invalid", "nobody knows a host of this name"],
  ["[2001:db8::1]", /this machine has no (such address|IPv6)/],
  ["256.1.1.1", "give an address of this machine without a port"],
  ["127.0.0.1:80", "give an address of this machine without a port"],
  ["", "give an address of this machine without a port"],
  ["::1::", "give an address of this machine without a port"],
] as const;

describe.each([
  ["up", ["up"]],
  ["up, on free ports,", ["up", "--port-base", "0"]],
  ["up, with processes,", ["up", "--processes", "--from-sources", "--port-base", "0"]],
  ["traces", ["traces"]],
  ["load with a page", ["load", "--ui", "0", "--target", "127.0.0.1:1", "--wait", "1h"]],
] as const)("shop %s", (_, args) => {
  test.each(HOSTS)("on --host %j says at once what is wrong: %s", async (host, why) => {
    const { code, stdout, stderr } = await run([...args, "--host", host]);
    expect(stderr).toMatch(why);
    expect(stderr).not.toMatch(/^\s+at |no free port/m);
    expect([stdout, code === 0]).toEqual(["", false]);
  });
});

describe.skipIf(!hasIpv6)("a whole shop over IPv6 (needs ::1)", () => {
  test.each([
    ["[::1]", "[::1]"],
    ["::", "[::1]"],
  ])(
    "--host %s opens it at http://%s, with brackets wherever they belong and nowhere else",
    async (host, shown) => {
      const child = start(["up", "--json", "--port-base", "0", "--host", host]);
      onTestFinished(() => void child.kill("SIGTERM"));
      const [line] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
      const status = JSON.parse(line) as ShopStatus;
      const places = [status.frontend, status.traces, ...Object.values(status.ingest)];
      for (const place of places) expect(new URL(place).hostname).toBe(shown);
      for (const { grpc, http, metrics } of status.services) {
        expect(new URL(http ?? `http://${grpc}`).hostname).toBe(shown);
        expect((await fetch(metrics ?? "")).status).toBe(200);
      }
      const visitor = new Visitor(status.frontend);
      await visitor.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" });
      const { status: answered, traceId } = await visitor.post("/cart/checkout", checkoutFields);
      expect(answered).toBe(200);
      await expect.poll(() => addressesIn(status.traces, traceId)).toEqual(["::1"]);
      const quick = ["--iterations", "6", "--think", "0", "--rate", "100", "--quiet", "--threshold", "requests>6"];
      expect(await run(["load", ...quick])).toMatchObject({ code: 0, stderr: "" });
      expect((await run(["trace", "list", "--service", "loadgenerator"])).stdout).toContain(" loadgenerator ");
      expect((await run(["status"])).stdout).toContain(`${shown}:`);
      expect((await run(["trace", "list", "--url", status.traces])).stdout).toContain("POST /cart/checkout");
      const ended = once(child, "exit");
      child.kill("SIGINT");
      expect((await ended)[0]).toBe(0);
    },
    60_000,
  );
});

/** Every server.address in a trace that has all services in it; none before. */
async function addressesIn(traces: string, id: string): Promise<readonly string[]> {
  const answer = (await (await fetch(`${traces}/api/traces/${id}`)).json()) as {
    data?: { spans: { tags: { key: string; value: string }[] }[]; processes: object }[];
  };
  const [trace] = answer.data ?? [];
  if (!trace || Object.keys(trace.processes).length < 8) return [];
  const tags = trace.spans.flatMap((span) => span.tags).filter(({ key }) => key === "server.address");
  return [...new Set(tags.map(({ value }) => value))];
}
