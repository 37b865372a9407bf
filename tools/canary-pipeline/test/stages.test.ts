import { expect, test } from "vitest";
import { Stages } from "../src/stages.ts";

const statuses = (stages: Stages) => stages.all.map(({ name, status }) => `${name} ${status}`);

test("a stage that fails says why, and the error goes on", async () => {
  const stages = new Stages(["one", "two"], () => undefined);
  await expect(stages.run("one", () => Promise.reject(new Error("no port is free")))).rejects.toThrow(
    "no port is free",
  );
  stages.skipRest("an earlier stage failed");
  expect(statuses(stages)).toEqual(["one failed", "two skipped"]);
  expect(stages.all.map(({ note }) => note)).toEqual(["no port is free", "an earlier stage failed"]);
});

test("a stage that is cancelled is no failure, and none begins after that", async () => {
  const stages = new Stages(["one", "two"], () => undefined);
  const cancelled = new AbortController();
  const run = stages.run(
    "one",
    () => new Promise((_, reject) => cancelled.signal.addEventListener("abort", reject)),
    cancelled.signal,
  );
  cancelled.abort(new Error("cancelled by SIGINT"));
  await expect(run).rejects.toBeDefined();
  await expect(stages.run("two", async () => undefined, cancelled.signal)).rejects.toThrow("cancelled by SIGINT");
  expect(statuses(stages)).toEqual(["one cancelled", "two waiting"]);
});
