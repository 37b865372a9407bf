import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { processVariables } from "@hipstershop/runtime";
import type { ShopStatus } from "@hipstershop/shop/status";
import { root } from "./workspace.ts";

export const bin = join(root, "tools/shop/bin/shop.mjs");
/** The environment without colours. */
export const plain = { ...processVariables(), NO_COLOR: "1", FORCE_COLOR: undefined };
const folders: string[] = [];
const children: ChildProcess[] = [];

/** For afterEach: ends the shops that a failed test left running. `unshare` reacts to no other signal. */
export function endShops(): void {
  for (const child of children.splice(0)) child.kill("SIGKILL");
}

/** For afterAll. */
export function removeFolders(): void {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

/** A new folder; removeFolders removes it. */
export function stateFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "shop-command-"));
  folders.push(folder);
  return folder;
}

export interface OpenShop {
  readonly child: ChildProcess;
  readonly status: ShopStatus;
  readonly folder: string;
  /** Resolves with the next line on standard error that matches. */
  readonly line: (pattern: RegExp) => Promise<string>;
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>;
}

/** Runs `shop up --json` with a new state folder and waits for its first line. */
export function openShop(...options: string[]): Promise<OpenShop> {
  return openShopIn(stateFolder(), options);
}

export interface HowToOpen {
  /** The command to run it with, such as `unshare`. */
  readonly command?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
}

export async function openShopIn(
  folder: string,
  options: readonly string[],
  { command = [], variables }: HowToOpen = {},
): Promise<OpenShop> {
  const program = [...command, process.execPath, bin, "--state", folder, "up", "--json", ...options];
  const child = spawn(program[0] ?? "", program.slice(1), {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...plain, ...variables },
  });
  children.push(child);
  const seen: string[] = [];
  const waiting = new Map<RegExp, (line: string) => void>();
  createInterface({ input: child.stderr }).on("line", (said) => {
    seen.push(said);
    for (const [pattern, resolve] of waiting) if (pattern.test(said)) resolve(said);
  });
  const [first] = (await Promise.race([
    once(createInterface({ input: child.stdout }), "line"),
    once(child, "exit").then(([code]) => Promise.reject(new Error(`ended with ${code}: ${seen.join("\n")}`))),
  ])) as [string];
  return {
    child,
    folder,
    status: JSON.parse(first) as ShopStatus,
    line: (pattern) =>
      new Promise((resolve) => {
        const known = seen.find((said) => pattern.test(said));
        if (known) resolve(known);
        else waiting.set(pattern, resolve);
      }),
    async stop(signal = "SIGINT") {
      const ended = once(child, "exit");
      child.kill(signal);
      return (await ended)[0] as number | null;
    },
  };
}

/** Runs a command of `shop` and returns its output. */
export function shop(folder: string, ...args: string[]) {
  return shopWith({}, folder, ...args);
}

/** The same with further environment variables. */
export async function shopWith(variables: Readonly<Record<string, string>>, folder: string, ...args: string[]) {
  const child = spawn(process.execPath, [bin, "--state", folder, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...plain, ...variables },
  });
  children.push(child);
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code: code as number | null, stdout, stderr };
}
