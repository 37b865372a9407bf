import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const addressesSchema = z.object({ router: z.string(), control: z.string(), pid: z.number() });
/** Where the background process of a folder is. */
export type Addresses = z.infer<typeof addressesSchema>;

/** The background process ends with this code when there is one already. */
export const EXIT_HELD = 75;

/** In the folder of the router's files. */
export const IMAGES = "images";

/** The folder of the router's files inside a state folder. */
export function routerFolder(stateFolder: string): string {
  return join(stateFolder, "revisions");
}

/** The folder of the programs that were made for revisions; each is deleted with its revision. */
export function imagesFolder(stateFolder: string): string {
  return join(routerFolder(stateFolder), IMAGES);
}

/** The lock that the background process holds until it ends. */
export function routerLock(folder: string): string {
  return join(folder, "router.lock");
}

function fileOf(folder: string): string {
  return join(folder, "router.json");
}

/** For the holder of the lock. */
export function writeAddresses(folder: string, addresses: Addresses): void {
  writeFileSync(fileOf(folder), `${JSON.stringify(addresses)}\n`);
}

export function removeAddresses(folder: string): void {
  rmSync(fileOf(folder), { force: true });
}

/** Undefined when there is no file, or it is of another version. A killed process leaves one behind: ask the lock first. */
export function readAddresses(folder: string): Addresses | undefined {
  try {
    return addressesSchema.parse(JSON.parse(readFileSync(fileOf(folder), "utf8")));
  } catch {
    return undefined;
  }
}
