import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import type { SpanSources } from "../src/viewer-api/answers.ts";

const tool = join(import.meta.dirname, "..");

test("the bundle runs away from the sources, the viewer included, as in an image", async () => {
  for (const script of ["src/build-assets.ts", "../tools/bundle/src/main.ts"])
    execFileSync(process.execPath, [script], { cwd: tool, stdio: ["ignore", "ignore", "inherit"] });
  const folder = mkdtempSync(join(tmpdir(), "traces-image-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(join(tool, "dist"), folder, { recursive: true });
  const ports = ["query", "jaeger", "otlp-http", "otlp-grpc", "zipkin"].flatMap((name) => [`--${name}-port`, "0"]);
  const store = spawn(process.execPath, [join(folder, "build/src/main.cjs"), ...ports], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void store.kill("SIGKILL"));
  const [line] = (await once(createInterface({ input: store.stdout }), "line")) as [string];
  const url = /^ +traces +(\S+)$/.exec(line)![1]!;
  const page = await (await fetch(`${url}/search`, { headers: { accept: "text/html" } })).text();
  const assets = [...page.matchAll(/ (?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path ?? "");
  expect(assets).toHaveLength(3);
  for (const path of assets) expect((await fetch(url + path)).status).toBe(200);
  const { root, spans } = (await (await fetch(`${url}/api/view/sources`)).json()) as SpanSources;
  expect([root, spans.length > 50]).toEqual(["", true]);
  const ended = once(store, "exit");
  store.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
});
