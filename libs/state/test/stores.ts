import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { redisBinary, startRedis, testTelemetry } from "@hipstershop/testkit";
import { openState, type StateStore } from "../src/index.ts";

export const KINDS = ["memory", "sqlite", ...(redisBinary ? ["redis"] : [])];

/**
 * Two replicas of a service with one store: `ada` and `bob`. In memory there is one replica only, which is both.
 * Time in Redis is the server's, so nothing here fakes a clock. `file` is that of SQLite.
 */
export async function openBoth(kind: string) {
  const stack = new AsyncDisposableStack();
  const telemetry = stack.use(await testTelemetry("replicas"));
  const store = await place(kind, stack);
  const open = async (owner: string): Promise<StateStore> =>
    stack.use(await openState({ store, namespace: "test", owner }, telemetry));
  const ada = await open("ada");
  const bob = kind === "memory" ? ada : await open("bob");
  const file = store.slice("sqlite:".length);
  return { ada, bob, telemetry, file, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

async function place(kind: string, stack: AsyncDisposableStack): Promise<string> {
  if (kind === "memory") return kind;
  if (kind === "redis") return `redis://${stack.use(await startRedis()).address}`;
  const folder = mkdtempSync(join(tmpdir(), "state-"));
  stack.defer(() => rmSync(folder, { recursive: true }));
  return `sqlite:${join(folder, "state.db")}`;
}
