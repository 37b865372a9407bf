import { join } from "node:path";

/** The path of the lock that a running shop holds until its process ends. A shop runs in the folder exactly when it is held. */
export function shopLock(stateFolder: string): string {
  return join(stateFolder, "shop.lock");
}
