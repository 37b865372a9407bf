import { setTimeout as delay } from "node:timers/promises";
import { isAlive, readStatus, removeStatus } from "./status.ts";

const STOP_LIMIT_MS = 5000;
const LOOK_EVERY_MS = 50;

/** `shop down`: closes the shop that runs in this folder. Resolves to what was done, for the terminal. */
export async function down(stateFolder: string): Promise<string> {
  const status = await readStatus(stateFolder);
  if (!status) return "no shop is open here";
  process.kill(status.pid, "SIGTERM");
  const giveUpAt = Date.now() + STOP_LIMIT_MS;
  while (isAlive(status.pid) && Date.now() < giveUpAt) await delay(LOOK_EVERY_MS);
  if (!isAlive(status.pid)) return `the shop at ${status.frontend} is closed`;
  process.kill(status.pid, "SIGKILL");
  await removeStatus(stateFolder);
  return `the shop at ${status.frontend} did not close by itself and was ended`;
}
