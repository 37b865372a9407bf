// `node rerun.ts <program> <folder>…` runs a program, and again whenever a file below one of the folders changes.
// Node's own --watch follows a file until it is replaced for the first time, and replacing is how skaffold brings new ones.
import { type ChildProcess, spawn } from "node:child_process";
import { type FSWatcher, readdirSync, watch } from "node:fs";
import { join } from "node:path";

const SETTLED_AFTER_MS = 100;
const KILLED_AFTER_MS = 5000;

const [program = "", ...folders] = process.argv.slice(2);
let child: ChildProcess | undefined;
let ending = false;
let restarting = false;

/** All folders at and below one, packages aside. */
function foldersIn(folder: string): string[] {
  const inside = readdirSync(folder, { withFileTypes: true });
  const below = inside.filter((entry) => entry.isDirectory() && entry.name !== "node_modules");
  return [folder, ...below.flatMap(({ name }) => foldersIn(join(folder, name)))];
}

/** Calls back once when files have changed and then stayed the same for a moment. */
function onceChanged(then: () => void): void {
  let timer: NodeJS.Timeout | undefined;
  const watchers: FSWatcher[] = folders.flatMap(foldersIn).map((folder) =>
    watch(folder, () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        for (const watcher of watchers) watcher.close();
        then();
      }, SETTLED_AFTER_MS);
    }),
  );
}

function start(): void {
  restarting = false;
  onceChanged(restart);
  child = spawn(process.execPath, [program], { stdio: "inherit" });
  child.once("exit", (code) => {
    child = undefined;
    if (ending) process.exit(code ?? 1);
    else if (restarting) start();
    else process.stdout.write(`${program} has ended with code ${code}; it runs again when a file changes\n`);
  });
}

function restart(): void {
  restarting = true;
  if (child) end("SIGTERM");
  else start();
}

function end(signal: NodeJS.Signals): void {
  const ended = child;
  ended?.kill(signal);
  setTimeout(() => ended?.kill("SIGKILL"), KILLED_AFTER_MS).unref();
}

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.on(signal, () => {
    ending = true;
    if (child) end(signal);
    else process.exit(0);
  });
}
start();
