import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";

const MAIN = join(import.meta.dirname, "../src/main.ts");
const FREE = ["query", "jaeger", "otlp-http", "otlp-grpc", "zipkin"].flatMap((name) => [`--${name}-port`, "0"]);

test("alone, it says where it listens, answers there, and stops when told to", async () => {
  const child = spawn(process.execPath, [MAIN, ...FREE, "--base-path", "/jaeger"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  let said = "";
  for await (const chunk of child.stdout) {
    said += String(chunk);
    if (said.includes("Ctrl-C")) break;
  }
  const url = /^ +traces +(\S+)$/m.exec(said)![1]!;
  expect(said).toMatch(/^ +OTLP\/gRPC +127\.0\.0\.1:\d+$/m);
  expect((await fetch(`${url}/api/services`)).status).toBe(200);
  child.kill("SIGTERM");
  expect(await exited).toEqual([0, null]);
});

test("a flag it does not know ends it with 2 and words", async () => {
  const child = spawn(process.execPath, [MAIN, "--prot", "1"], { stdio: ["ignore", "ignore", "pipe"] });
  const exited = once(child, "exit");
  expect(await text(child.stderr)).toContain("--prot");
  expect(await exited).toEqual([2, null]);
});
