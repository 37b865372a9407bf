import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FlagEvaluation } from "@hipstershop/contract";
import { flagsFile } from "@hipstershop/faults/flags-file";
import { implement, RpcError, serve, Status } from "@hipstershop/rpc";
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
        token: "",
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

/** A flagd, played: it evaluates, shippingSlow to 800ms, and has no FlagAdmin. */
export async function startPlayedFlagd() {
  const telemetry = await testTelemetry("flagd");
  const unused = () => Promise.reject(new RpcError(Status.UNIMPLEMENTED, "not here"));
  const evaluation = implement(FlagEvaluation, {
    resolveAll: () => ({ flags: { shippingSlow: { variant: "800ms", reason: "STATIC", stringValue: "800ms" } } }),
    resolveBoolean: unused,
    resolveString: unused,
    resolveFloat: unused,
    resolveInt: unused,
    resolveObject: unused,
    async *eventStream() {},
  });
  const where = { host: "127.0.0.1", port: 0, reflection: false, connectionAgeMs: 0 };
  const { address, ...server } = await serve([evaluation], where, telemetry);
  return { address, telemetry, [Symbol.asyncDispose]: () => server[Symbol.asyncDispose]() };
}
