import { setTimeout as delay } from "node:timers/promises";
import { describeHolder, type Holder, holderOf, isHere, shopLock } from "@hipstershop/locks";
import { readStatus } from "./status.ts";

const STOP_LIMIT_MS = 5000;
const KILL_LIMIT_MS = 1000;
const LOOK_EVERY_MS = 50;

/** `shop down`: stops the shop that runs in this folder. Resolves to a message with the result. */
export async function closeShop(stateFolder: string): Promise<string> {
  const lock = shopLock(stateFolder);
  const holder = await knownHolder(lock);
  if (!holder) return "no shop is open here";
  const status = await readStatus(stateFolder);
  const shop = status ? `the shop at ${status.frontend}` : "the shop";
  signalHolder(holder, "SIGTERM");
  if (await waitForRelease(lock, holder, STOP_LIMIT_MS)) return `${shop} is closed`;
  signalHolder(holder, "SIGKILL");
  if (await waitForRelease(lock, holder, KILL_LIMIT_MS)) return `${shop} did not close by itself and was ended`;
  throw new Error(`${describeHolder(holder)} can't be ended`);
}

/** The holder of the lock. Waits for its card, which it writes shortly after taking the lock. */
async function knownHolder(lock: string): Promise<Holder | undefined> {
  const giveUpAt = Date.now() + KILL_LIMIT_MS;
  for (;;) {
    const holder = holderOf(lock);
    if (!holder || (holder !== "unknown" && isHere(holder))) return holder;
    if (Date.now() > giveUpAt) throw new Error(outOfReachText(holder));
    await delay(LOOK_EVERY_MS);
  }
}

function outOfReachText(holder: Holder | "unknown"): string {
  const who = holder === "unknown" ? "a process that has not told its pid" : describeHolder(holder);
  return `this folder is held by ${who}, which can't be seen from here: close it where it runs`;
}

/** Signals the holder, unless its pid belongs to another process by now. */
function signalHolder(holder: Holder, name: "SIGTERM" | "SIGKILL"): void {
  if (!isHere(holder)) return;
  try {
    process.kill(holder.pid, name);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EPERM")
      throw new Error(`${describeHolder(holder)} is another user's: close it as that user`, { cause: error });
    if (code !== "ESRCH") throw error;
  }
}

/** Whether the holder releases the lock within the time. */
async function waitForRelease(lock: string, { pid, birth }: Holder, withinMs: number): Promise<boolean> {
  const giveUpAt = Date.now() + withinMs;
  for (;;) {
    const now = holderOf(lock);
    if (!now || (now !== "unknown" && (now.pid !== pid || now.birth !== birth))) return true;
    if (Date.now() > giveUpAt) return false;
    await delay(LOOK_EVERY_MS);
  }
}
