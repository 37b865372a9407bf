import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { processVariables } from "@hipstershop/runtime";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { startStubShop } from "./stub-shop.ts";

const run = promisify(execFile);
const loadgen = join(import.meta.dirname, "..");
const folder = mkdtempSync(join(tmpdir(), "load-bundle-"));
const BYTES_MAX = 2_500_000;

describe("the bundle that goes into the image", () => {
  beforeAll(async () => {
    await run(process.execPath, [join(loadgen, "../tools/bundle/src/main.ts"), folder], { cwd: loadgen });
  }, 60_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("leaves room in the three megabytes of its layer for the compiled code", () => {
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) =>
      statSync(join(folder, name)),
    );
    const bytes = files.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
    expect(bytes).toBeLessThan(BYTES_MAX);
    expect(bytes).toBeGreaterThan(BYTES_MAX / 3);
    // The .proto files are needed for gRPC only.
    expect(readdirSync(folder)).not.toContain("protos");
  });

  test("visits a shop, traces and metrics included, with nothing that was left out", async () => {
    const spans: string[] = [];
    await using shop = await startStubShop((request, response) => {
      if (request.url === "/v1/traces") spans.push(String(request.headers["content-type"]));
      response.end("a page");
    });
    const options = ["--users", "2", "--rate", "50", "--think", "0", "--iterations", "40", "--json", "-"];
    const variables = { OTEL_EXPORTER_OTLP_ENDPOINT: shop.url, METRICS_PORT: "0", METRICS_LISTEN_ADDR: "127.0.0.1" };
    const file = join(folder, "hello.mjs");
    writeFileSync(
      file,
      'export const scenario = { name: "hello", weight: 5, run: (shopper) => shopper.get("/hello") };',
    );
    const { stdout, stderr } = await run(
      process.execPath,
      [join(folder, "build/src/main.cjs"), "--target", shop.url, "--scenario-file", file, ...options],
      { env: { ...processVariables(), ...variables } },
    );
    expect(JSON.parse(stdout)).toMatchObject({ errors: 0, actions: { start: { requests: 2 } } });
    expect(spans).toContain("application/x-protobuf");
    // import() is called at run time by OpenTelemetry's exporter (node:http) and for --scenario-file: it must not warn.
    expect(stderr).not.toContain("Warning");
    expect(shop.asked).toContain("GET /hello");
  });

  test("still has OpenTelemetry's NodeSDK in it", () => {
    expect(readFileSync(join(folder, "build/src/bundle.js"), "utf8")).toContain("new NodeSDK(");
  });
});
