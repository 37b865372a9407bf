import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { flagsFile } from "@hipstershop/faults/flags-file";
import { testTelemetry } from "@hipstershop/testkit";
import { startFlagService } from "flagservice";

/** A flag service of its own with the flags of the catalogue, all off. `change` edits them before the start. */
export async function startFaultFlags({ readOnly = false, change = (text: string) => text } = {}) {
  const stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "faults-"));
  stack.defer(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "flags.json");
  writeFileSync(file, change(flagsFile()));
  const telemetry = stack.use(await testTelemetry("flagservice"));
  const { port } = stack.use(
    await startFlagService(
      {
        port: 0,
        syncPort: 0,
        host: "127.0.0.1",
        reflection: false,
        connectionAgeMs: 0,
        flagsFile: file,
        readOnly,
      },
      telemetry,
    ),
  );
  return {
    address: `127.0.0.1:${port}`,
    telemetry,
    /** The text of the flags file. */
    text: () => readFileSync(file, "utf8"),
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
