import { join } from "node:path";

/** Held by the shop that is open in a folder, for as long as its process lives. It alone says whether one is open. */
export function shopLock(stateFolder: string): string {
  return join(stateFolder, "shop.lock");
}
