import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const PROGRAM = join(import.meta.dirname, "shop-in-one-process.ts");

/** A shop in one process, as `npm start` opens it, apart from the process of the checks. */
export interface SingleProcessShop extends AsyncDisposable {
  /** Base address of the storefront. */
  readonly url: string;
  readonly pid: number;
}

/** Starts it on free ports and in a folder of its own. */
export async function startSingleProcessShop(): Promise<SingleProcessShop> {
  const folder = mkdtempSync(join(tmpdir(), "shop-chaos-"));
  // A group of its own, so that Ctrl-C reaches only the checks, which then end the shop.
  const shop = spawn(process.execPath, [PROGRAM, folder], { stdio: ["ignore", "pipe", "ignore"], detached: true });
  const ended = once(shop, "exit");
  const end = async () => {
    shop.kill("SIGINT");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  const line = once(createInterface({ input: shop.stdout }), "line");
  const [url] = await Promise.race([line, ended.then((): unknown[] => [])]);
  if (typeof url !== "string") {
    await end();
    throw new Error("the shop could not be started in one process");
  }
  return { url, pid: shop.pid ?? 0, [Symbol.asyncDispose]: end };
}
