// Runs before anything is installed, under any Node from version 20: plain JavaScript without dependencies.
import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createHash } from "node:crypto";
import { connect, createServer } from "node:net";
import { dirname, join } from "node:path";
import nodeModule from "node:module";

// A closed output (`npm start 2>&1 | head`) must not end this process, which would end what it starts.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => {});

const root = join(import.meta.dirname, "..");
const modules = join(root, "node_modules");
const stamp = join(modules, ".shop-lockfile");
const NODE_MAJOR = 24;
const ownMajor = Number(process.versions.node.split(".")[0]);
/**
 * By default V8's young generation grows to 48 MB. With semi-spaces of 8 MB the shop needs less memory; with 4 MB a page costs
 * 10 % more CPU.
 */
const HEAP_FLAGS = ["--max-semi-space-size=8"];

/** The Node that npm has installed. */
function installedNode() {
  return join(modules, "node", "bin", process.platform === "win32" ? "node.exe" : "node");
}

/** Whether node_modules corresponds to package-lock.json. Without the stamp npm was run by hand, which is accepted. */
function isInstalled() {
  if (!existsSync(installedNode()) || !existsSync(join(modules, ".package-lock.json"))) return false;
  return !existsSync(stamp) || readFileSync(stamp, "utf8") === lockfileHash();
}

function lockfileHash() {
  return createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
}

/**
 * The socket that serves as a lock: a process listens on it while it installs, so that no two install at the same time. It is
 * released when the process ends.
 */
function lockPath() {
  if (process.platform === "win32") {
    return `\\\\.\\pipe\\shop-install-${createHash("sha256").update(root).digest("hex").slice(0, 16)}`;
  }
  mkdirSync(join(root, ".shop"), { recursive: true });
  return join(root, ".shop", "install.sock");
}

/** Installs, or waits for another process that does. */
async function installOnce() {
  while (!isInstalled()) {
    const waiting = new Set();
    const lock = createServer((other) => waiting.add(other.on("error", () => {})));
    const error = await new Promise((resolve) => {
      lock.once("error", resolve).listen(lockPath(), () => resolve());
    });
    if (error?.code === "EADDRINUSE" && (await waitForOtherInstall())) continue;
    // Installs without a lock when the socket can't be created, because of its path's length or its file system.
    const { _handle: listening } = lock;
    await runNpmCi(listening?.fd);
    lock.close();
    for (const other of waiting) other.destroy();
  }
}

/**
 * Waits for the other process. Resolves to whether to check again: it has ended, or its socket was stale and has been removed.
 */
async function waitForOtherInstall() {
  const other = connect(lockPath());
  const reached = await new Promise((resolve) => {
    other.once("connect", () => resolve(true)).on("error", () => resolve(false));
  });
  if (!reached) {
    rmSync(lockPath(), { force: true });
    return !existsSync(lockPath());
  }
  process.stderr.write("Another terminal is installing what is missing: waiting for it.\n");
  await new Promise((resolve) => other.resume().once("close", resolve));
  return true;
}

/**
 * Runs `npm ci` with its progress on the terminal. npm inherits the lock, since it continues if this process is killed. Told
 * to stop, both stop: npm first removes what is half installed, which takes some seconds.
 */
async function runNpmCi(lock = -1) {
  if (ownMajor < 20) {
    process.stderr.write(
      `This needs Node 20 or later to install itself; here is ${process.version}. See https://nodejs.org\n`,
    );
    process.exit(1);
  }
  process.stderr.write("Installing what is missing (npm ci): this is done once and takes about half a minute.\n");
  let status = await npmCi([], lock);
  if (status !== 0) {
    const missing = await missingNode();
    if (missing !== undefined) status = await installWithOwnNode(missing, lock);
  }
  if (status !== 0 || !existsSync(installedNode())) {
    process.stderr.write(
      "\nThe installation failed: npm's message is above. It needs a network the first time; then none.\n",
    );
    process.exit(status || 1);
  }
  writeFileSync(stamp, lockfileHash());
}

/** Resolves to npm's exit code. Ends this process when it is told to stop. */
async function npmCi(options, lock) {
  const onTerminal = process.stderr.isTTY;
  const npm = spawn(
    "npm",
    ["ci", "--no-audit", "--no-fund", "--loglevel=error", ...(onTerminal ? ["--progress"] : []), ...options],
    {
      cwd: root,
      // Without a terminal npm writes to us: a closed pipe would end it half-way.
      stdio: ["ignore", ...(onTerminal ? [2, 2] : ["pipe", "pipe"]), lock >= 0 ? lock : "ignore"],
      shell: process.platform === "win32",
    },
  );
  let output = "";
  for (const stream of [npm.stdout, npm.stderr]) stream?.on("data", (chunk) => (output += chunk));
  const { status, signal } = await endOf(npm);
  if (!onTerminal) process.stderr.write(output);
  if (signal) {
    process.stderr.write("\nThe installation was stopped. The next start begins it again.\n");
    process.exit(130);
  }
  return status;
}

/**
 * The package with Node for this platform, as the package `node` asks for it when it is installed, if npm does not have
 * it: not every version is there for each platform. Undefined when it does, or can't be asked.
 */
async function missingNode() {
  const { devDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const system = process.platform === "win32" ? "win" : process.platform;
  const prefix = system === "darwin" && process.arch === "arm64" ? "node-bin" : "node";
  const wanted = `${prefix}-${system}-${process.arch}@${devDependencies.node}`;
  const npm = spawn("npm", ["view", wanted, "version"], { cwd: root, shell: process.platform === "win32" });
  let [said, problem] = ["", ""];
  npm.stdout.on("data", (chunk) => (said += chunk));
  npm.stderr.on("data", (chunk) => (problem += chunk));
  const { status } = await endOf(npm);
  const isMissing = status === 0 ? said.trim() === "" : /\b(E404|ETARGET)\b/.test(problem);
  return isMissing ? wanted : undefined;
}

/** Installs all but Node, in whose place this process's own is put. Resolves to npm's exit code. */
async function installWithOwnNode(missing, lock) {
  if (ownMajor < NODE_MAJOR) {
    process.stderr.write(
      `\nnpm has no ${missing}, and this is Node ${process.version}. Install Node ${NODE_MAJOR} or later from https://nodejs.org, and start again: it is used instead.\n`,
    );
    process.exit(1);
  }
  process.stderr.write(`\nnpm has no ${missing}: Node ${process.version}, which runs this, is used instead.\n`);
  const status = await npmCi(["--ignore-scripts"], lock);
  if (status !== 0) return status;
  const place = installedNode();
  mkdirSync(dirname(place), { recursive: true });
  rmSync(place, { force: true });
  if (process.platform === "win32") copyFileSync(process.execPath, place);
  else symlinkSync(process.execPath, place);
  return 0;
}

/** Waits for a child process, to which signals are passed on. `signal` is the one that this process got, if any. */
async function endOf(child) {
  let signal;
  const passOn = (received) => child.kill((signal = received));
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  for (const one of signals) process.on(one, passOn);
  const status = await new Promise((resolve) => child.once("error", () => resolve(1)).once("close", resolve));
  for (const one of signals) process.off(one, passOn);
  return { status, signal };
}

/**
 * Installs what is missing, then runs `entry` under Node 24: in this process if it is Node 24 or later, otherwise in a child
 * process, to which signals are passed on and whose exit code is used.
 */
export async function runUnderNode24(entry) {
  await installOnce();
  if (ownMajor >= NODE_MAJOR) {
    nodeModule.enableCompileCache?.(join(root, ".shop", "compile-cache"));
    await import(entry);
    return;
  }
  const child = spawn(installedNode(), [...HEAP_FLAGS, ...process.argv.slice(1)], { stdio: "inherit" });
  // Ctrl-C in a terminal reaches the child directly; signals to this process alone are passed on.
  process.on("SIGINT", () => {});
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}
