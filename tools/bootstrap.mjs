// Runs before anything is installed, under whatever Node is there (20 or later): plain JavaScript, no dependency.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { connect, createServer } from "node:net";
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

/** Listened on by who installs in this folder, for the system ends that with the process: two would delete each other's files. */
function place() {
  if (process.platform === "win32") {
    return `\\\\.\\pipe\\shop-install-${createHash("sha256").update(root).digest("hex").slice(0, 16)}`;
  }
  mkdirSync(join(root, ".shop"), { recursive: true });
  return join(root, ".shop", "install.sock");
}

/** Installs, or waits for who does it already, in another terminal. */
async function installOnce() {
  while (!isInstalled()) {
    const lock = createServer();
    const error = await new Promise((resolve) => {
      lock.once("error", resolve).listen(place(), () => resolve());
    });
    if (error?.code === "EADDRINUSE" && (await waitForOther())) continue;
    // A place that can't be listened on, for its length or its file system, is no reason not to install.
    const { _handle: listening } = lock;
    install(listening?.fd);
    lock.close();
  }
}

/** Whether it is worth another look: who installed has ended, or had been killed and left a name that leads to nobody. */
async function waitForOther() {
  const other = connect(place());
  const reached = await new Promise((resolve) => {
    other.once("connect", () => resolve(true)).on("error", () => resolve(false));
  });
  if (!reached) {
    rmSync(place(), { force: true });
    return !existsSync(place());
  }
  process.stderr.write("Another terminal is installing what is missing: waiting for it.\n");
  await new Promise((resolve) => other.resume().once("close", resolve));
  return true;
}

/** Installs what is missing, with npm's own progress on the terminal. npm has the lock as well: it outlives us if we are killed. */
function install(lock = -1) {
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
      stdio: ["ignore", ...(onTerminal ? [2, 2] : ["pipe", "pipe"]), lock >= 0 ? lock : "ignore"],
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
  await installOnce();
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
