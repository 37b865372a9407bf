import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { ShopStatus } from "@hipstershop/shop/status";
import { expect, test } from "vitest";
import type { JaegerTrace } from "@hipstershop/traces";
import { orderProblems } from "../src/cluster/order-check.ts";
import { placeOrder } from "../src/cluster/order.ts";
import { parse, read, root, templateOf } from "./support.ts";

const shop = join(root, "tools/shop");

/** The arguments of overlays/k3s-tiny's container. */
function containerArgs(): readonly string[] {
  const objects = parse(read("kubernetes-manifests/overlays/k3s-tiny/shop.yaml"));
  return templateOf(objects.find(({ kind }) => kind === "Deployment")!).spec.containers[0]!.args!;
}

function run(script: string, ...args: string[]): void {
  const { stderr } = spawnSync(process.execPath, [script, ...args], { cwd: shop, encoding: "utf8" });
  expect(stderr).toBe("");
}

test("the bundle of the whole shop runs as k3s-tiny starts it: pages, an order and its trace, and logs on its output", async () => {
  const folder = mkdtempSync(join(tmpdir(), "shop-image-"));
  const app = join(folder, "app");
  if (!existsSync(join(root, "traceview/static/viewer"))) run("../../traceview/src/build-assets.ts");
  run("../bundle/src/main.ts", app);
  const args = containerArgs().map((arg) =>
    arg.replace(/^\/app\//, `${app}/`).replace(/^\/state$/, join(folder, "state")),
  );
  const local = args.map((arg) => (arg === "0.0.0.0" ? "127.0.0.1" : arg));
  const child = spawn(process.execPath, [...local, "--port-base", "0", "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { JAEGER_UI_URL: "" },
  });
  try {
    const lines: string[] = [];
    const status = await new Promise<ShopStatus>((resolve, reject) => {
      createInterface({ input: child.stdout }).on("line", (line) => {
        lines.push(line);
        if (line.startsWith('{"frontend"')) resolve(JSON.parse(line) as ShopStatus);
      });
      child.once("exit", (code) => reject(new Error(`ended with ${code}: ${lines.join("\n")}`)));
    });
    const home = await fetch(status.frontend);
    expect(home.status).toBe(200);
    expect(await home.text()).toContain("Typewriter");
    const viewer = await fetch(status.traces, { headers: { accept: "text/html" } });
    expect(await viewer.text()).toContain("/assets/viewer-");
    await expect.poll(() => services(status.traces)).toContain("productcatalogservice");
    const { traceId } = await placeOrder(status.frontend);
    await expect.poll(() => problemsOf(status.traces, traceId!)).toEqual([]);
    await expect.poll(() => lines.join("\n")).toContain('"service.name":"frontend"');
  } finally {
    const ended = child.exitCode === null ? once(child, "exit") : undefined;
    child.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
  expect(child.exitCode).toBe(0);
});

async function services(traces: string): Promise<string[]> {
  const answer = await fetch(`${traces}/api/services`);
  return ((await answer.json()) as { data: string[] }).data;
}

/** The problems that smoke:cluster finds in an order's trace. */
async function problemsOf(traces: string, traceId: string): Promise<readonly string[]> {
  const answer = await fetch(`${traces}/api/traces/${traceId}`);
  if (!answer.ok) return [`no trace ${traceId}`];
  return orderProblems(((await answer.json()) as { data: [JaegerTrace] }).data[0]);
}
