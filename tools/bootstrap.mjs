// Runs before anything is installed, under whatever Node is there (20 or later): plain JavaScript, no dependency.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { join } from "node:path";
import nodeModule from "node:module";

// What is told here may find no reader any more (`npm start 2>&1 | head`): that must not end what is started.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

const root = join(import.meta.dirname, "..");
const modules = join(root, "node_modules");
const stamp = join(modules, ".shop-lockfile");
const NODE_MAJOR = 24;
/** V8's default lets short-lived garbage pile up to 48 MB. With 8 MB steps the shop is smaller, with 4 a page costs a tenth more. */
const HEAP_FLAGS = ["--max-semi-space-size=8"];

/** Node 24 as npm installed it. */
function installedNode() {
  return join(modules, "node", "bin", process.platform === "win32" ? "node.exe" : "node");
}

/** Whether node_modules is what package-lock.json asks for; a missing stamp only means that npm was run by hand. */
function isInstalled() {
  if (!existsSync(installedNode()) || !existsSync(join(modules, ".package-lock.json"))) return false;
  return !existsSync(stamp) || readFileSync(stamp, "utf8") === lockfileHash();
}

function lockfileHash() {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

/** Installs what is missing, once, with npm's own progress on the terminal. */
function install() {
  if (Number(process.versions.node.split(".")[0]) < 20) {
    process.stderr.write(
      `This needs Node 20 or later to install itself; here is ${process.version}. See https://nodejs.org\n`,
    );
    process.exit(1);
  }
  process.stderr.write("Installing what is missing (npm ci): this is done once and takes about half a minute.\n");
  const onTerminal = process.stderr.isTTY;
  const npm = spawnSync(
    "npm",
    ["ci", "--no-audit", "--no-fund", "--loglevel=error", ...(onTerminal ? ["--progress"] : [])],
    {
      cwd: root,
      // A pipe whose reader has gone would end npm half-way.
      stdio: onTerminal ? ["ignore", 2, 2] : ["ignore", "pipe", "pipe"],
      shell: process.platform === "win32",
    },
  );
  if (!onTerminal) process.stderr.write(`${npm.stdout ?? ""}${npm.stderr ?? ""}`);
  if (npm.status !== 0 || !existsSync(installedNode())) {
    process.stderr.write(
      "\nThe installation failed: npm's message is above. It needs a network the first time; then none.\n",
    );
    process.exit(npm.status || 1);
  }
  writeFileSync(stamp, lockfileHash());
}

/**
 * Sees to it that everything is installed, then runs `entry` under Node 24: in this process if it is one already,
 * otherwise in a child that gets our signals and whose exit code becomes ours.
 */
export async function runUnderNode24(entry) {
  if (!isInstalled()) install();
  if (Number(process.versions.node.split(".")[0]) >= NODE_MAJOR) {
    nodeModule.enableCompileCache?.(join(root, ".shop", "compile-cache"));
    await import(entry);
    return;
  }
  const child = spawn(installedNode(), [...HEAP_FLAGS, ...process.argv.slice(1)], { stdio: "inherit" });
  // A terminal's Ctrl-C reaches the child by itself; what is sent to this process alone is handed on.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}
