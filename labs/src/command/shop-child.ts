import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { CourseProblem } from "../course/course-problem.ts";
import { type LabPlaces, placesIn } from "../course/places.ts";

const SOURCES = join(import.meta.dirname, "../../../tools/shop/bin/shop.mjs");
/** In a bundle, which has no sources, this program is `shop` itself. */
const SHOP = existsSync(SOURCES) ? SOURCES : (process.argv[1] ?? "");
/** By which somebody ends a command. */
export const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A shop that this command has opened, and closes. */
export interface ShopChild extends AsyncDisposable {
  readonly places: LabPlaces;
  /** Resolves when somebody ends the command with a signal, or the shop has ended. */
  readonly ended: Promise<unknown>;
}

/**
 * Opens a shop in a process of its own. Ctrl-C reaches this command only, which then closes the shop: it is asked once,
 * so that it ends in order. Rejects with a CourseProblem when it does not open.
 */
export async function openShop(stateFolder: string, portBase: string | undefined): Promise<ShopChild> {
  const ports = portBase === undefined ? [] : ["--port-base", portBase];
  const child = spawn(process.execPath, [SHOP, "--state", stateFolder, "up", "--json", ...ports], {
    detached: process.platform !== "win32",
    stdio: ["ignore", "pipe", "inherit"],
  });
  const exited = once(child, "exit");
  const signalled = Promise.withResolvers<"signal">();
  for (const signal of SIGNALS) process.on(signal, () => signalled.resolve("signal"));
  const close = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGINT");
    await exited;
  };
  const opened = await Promise.race([
    once(createInterface({ input: child.stdout }), "line").then(([line]) => String(line)),
    exited.then(() => undefined),
    signalled.promise.then(() => undefined),
  ]);
  if (opened === undefined) {
    await close();
    throw new CourseProblem("away", "The shop could not be opened.");
  }
  return {
    places: placesIn(opened),
    ended: Promise.race([signalled.promise, exited]),
    [Symbol.asyncDispose]: close,
  };
}
