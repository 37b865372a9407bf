import type { Launched } from "@hipstershop/shop/launch";

/** Ends a launched process as kill -9 does; no other one follows. */
export async function killAtOnce({ pid, control }: Launched): Promise<void> {
  // First, so that the runner does not start another one.
  const stopped = control?.stop();
  process.kill(pid, "SIGKILL");
  await stopped;
}
