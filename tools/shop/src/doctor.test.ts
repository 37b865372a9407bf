import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { processVariables } from "@hipstershop/runtime";
import { examineMachine } from "./doctor.ts";

const folder = mkdtempSync(join(tmpdir(), "doctor-"));
beforeAll(() => {
  const program = join(folder, "kubectl");
  writeFileSync(program, "#!/bin/sh\necho 'The connection to the server was refused' >&2\nexit 1\n");
  chmodSync(program, 0o755);
  vi.stubEnv("PATH", `${folder}${delimiter}${processVariables()["PATH"] ?? ""}`);
});
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

test("where only kubectl is installed, nothing is said of a cluster but who can tell", async () => {
  const findings = await examineMachine(folder);
  const { detail = "" } = findings.find(({ what }) => what === "kubectl") ?? {};
  expect(detail).toBe("is installed; whether it reaches a cluster says `npx shop doctor --cluster`");
  expect(findings.map((one) => one.detail).join("\n")).not.toMatch(/can be reached|reaches a cluster$/m);
});
