import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { createLogger } from "../src/log.ts";

const folder = mkdtempSync(join(tmpdir(), "log-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function logged(err: unknown): { err: Record<string, unknown> } {
  const file = join(folder, "one.log");
  rmSync(file, { force: true });
  createLogger("test", { level: "info", file }).warn({ err }, "it failed");
  return JSON.parse(readFileSync(file, "utf8")) as { err: Record<string, unknown> };
}

test("an error is logged with its kind, its words and those of its causes, its code and its stack", () => {
  const cause = Object.assign(new RangeError("too far"), { code: "EFAR" });
  const { err } = logged(new TypeError("no way", { cause }));
  expect(err).toMatchObject({ type: "TypeError", message: "no way: too far" });
  expect(err["stack"]).toContain("caused by: RangeError: too far");
  expect(logged(cause).err["code"]).toBe("EFAR");
});

test("but not with what else it holds, such as a command and its arguments", () => {
  const command = { name: "auth", args: ["hush"] };
  const cause = Object.assign(new Error("refused"), { command });
  const text = JSON.stringify(logged(Object.assign(new Error("failed", { cause }), { command, metadata: command })));
  expect(text).not.toContain("hush");
});

test.each(["text", 7, null])("what is no error is logged as it is: %j", (thrown) => {
  expect(logged(thrown).err).toBe(thrown);
});
