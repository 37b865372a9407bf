import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

/** Starts the pages in a process of their own and prints which of these packages it has loaded, before and after a request. */
const PROGRAM = `
import Module from "node:module";
import { Env } from "@hipstershop/runtime";
import { testTelemetry } from "@hipstershop/testkit";
import { training } from "training";
const loaded = () => ["fastify", "helmet", "find-my-way"].filter((name) =>
  Object.keys(Module._cache).some((file) => file.includes("/node_modules/" + name + "/")));
await using telemetry = await testTelemetry("training");
await using pages = await training.start(new Env({ PORT: "0", LISTEN_ADDR: "127.0.0.1" }))(telemetry);
const before = loaded();
const { status } = await fetch("http://127.0.0.1:" + pages.port + "/_healthz");
console.log(JSON.stringify({ before, status, after: loaded() }));
`;

test("nothing of the pages is loaded before the first request", async () => {
  const options = { cwd: join(import.meta.dirname, "..") };
  const program = ["--input-type=module-typescript", "--eval", PROGRAM];
  const { stdout } = await promisify(execFile)(process.execPath, program, options);
  expect(JSON.parse(stdout)).toEqual({ before: [], status: 200, after: ["fastify", "helmet", "find-my-way"] });
});
