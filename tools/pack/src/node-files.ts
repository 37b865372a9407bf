import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Entry } from "./entry.ts";
import { nodePath, type Platform, readProgram } from "./platforms.ts";
import { runProgram } from "./run-program.ts";

export interface NodeOptions {
  readonly version: string;
  /** An empty folder. */
  readonly scratch: string;
  /** Node for the platform; from npm when left out. */
  readonly file?: string | undefined;
}

/** Node and its licence, which goes with it. `hasLicence` is false when none lies beside a given file. */
export async function nodeFiles(
  platform: Platform,
  { version, scratch, file }: NodeOptions,
): Promise<{ readonly entries: readonly Entry[]; readonly hasLicence: boolean }> {
  const program = file ?? (await downloadNode(platform, version, scratch));
  const bytes = readProgram(program, platform);
  // Node's own archives have it beside bin/, that of Windows beside node.exe.
  const licence = [join(dirname(program), "../LICENSE"), join(dirname(program), "LICENSE")].find(existsSync);
  return {
    entries: [
      { path: nodePath(platform), bytes, isExecutable: true },
      { path: "NODE-LICENSE.txt", bytes: licence === undefined ? whereLicence(version) : readFileSync(licence) },
    ],
    hasLicence: licence !== undefined,
  };
}

/** The npm package for Windows has no licence. */
function whereLicence(version: string): Buffer {
  const url = `https://github.com/nodejs/node/blob/v${version}/LICENSE`;
  return Buffer.from(`Node.js ${version}. Its licence, and those of what it contains:\n${url}\n`);
}

/** npm checks the package's hash, and takes it from its cache when it is there. */
async function downloadNode(platform: Platform, version: string, scratch: string): Promise<string> {
  const { name, nodePackage } = platform;
  const folder = join(scratch, nodePackage);
  mkdirSync(folder, { recursive: true });
  const quiet = ["--no-audit", "--no-fund", "--no-save", "--ignore-scripts", "--loglevel=error", "--prefer-offline"];
  // --force: it is the Node of another platform.
  const args = ["install", `--prefix=${folder}`, "--force", ...quiet, `${nodePackage}@${version}`];
  try {
    await runProgram("npm", args, folder);
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const why = /\b(E404|ETARGET)\b/.test(message) ? `npm has no ${nodePackage}@${version}` : message;
    throw new Error(
      `no Node for ${name}: ${why}\nGive its file with --node, from an archive of https://nodejs.org/dist/v${version}/`,
      { cause },
    );
  }
  return join(folder, "node_modules", nodePackage, nodePath(platform));
}
