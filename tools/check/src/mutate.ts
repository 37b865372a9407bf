// `npm run mutate -- libs/money`: changes the code in one place after the other and runs the tests of its package each time; what
// no test notices is printed. Nobody needs it every day, so the tool itself (StrykerJS) is installed at its first use.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { processVariables } from "@hipstershop/runtime";
import { type MutationPlan, mutationPlan } from "./mutation-plan.ts";
import { readMutationReport } from "./mutation-report.ts";
import { HELD_SCORES } from "./mutation-scores.ts";

const root = resolve(import.meta.dirname, "../../..");
const cache = join(root, "node_modules/.cache/mutate");
/** Pinned as package.json pins the rest; the runner works with the workspace's own vitest. */
const STRYKER = ["@stryker-mutator/core@10.1.1", "@stryker-mutator/vitest-runner@10.1.1"];
/** Time for Stryker to end its workers when it is interrupted. */
const STOP_MS = 5000;
const HELP = `Usage: npm run mutate -- <folder> [<folder>…]

Changes the code of each folder (or file) in one place after the other ("mutants"), runs the tests of its package on
each, and prints the mutants that no test noticed, with the share of those that were noticed. A folder below the score
it is held at (tools/check/src/mutation-scores.ts) makes the exit code 1.

  npm run mutate -- libs/money
  npm run mutate -- services/cartservice/src/handlers.ts libs/text

The first run installs ${STRYKER.join(" and ")} into node_modules/.cache/mutate.
`;

const interrupted = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => interrupted.abort());
const variables = processVariables();
const environment = { ...variables, PATH: [join(root, "node_modules/.bin"), variables["PATH"]].join(delimiter) };

/** Runs a program to its end, or until we are interrupted: then it is stopped with everything it started. Gives its exit code. */
async function runToEnd(command: string, args: readonly string[], shell = false): Promise<number> {
  if (interrupted.signal.aborted) return 1;
  // A group of its own: Ctrl-C reaches only us, and we stop all of the group.
  const child = spawn(command, args, {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: environment,
    shell,
    detached: process.platform !== "win32",
  });
  const stop = (): void => signalGroup(child, "SIGINT");
  const kill = (): void => signalGroup(child, "SIGKILL");
  let killTimer: NodeJS.Timeout | undefined;
  const onAbort = (): void => {
    stop();
    killTimer = setTimeout(kill, STOP_MS);
  };
  interrupted.signal.addEventListener("abort", onAbort, { once: true });
  try {
    const [code] = await once(child, "exit");
    return typeof code === "number" ? code : 1;
  } finally {
    clearTimeout(killTimer);
    interrupted.signal.removeEventListener("abort", onAbort);
    kill();
  }
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid === undefined) return;
    if (process.platform === "win32") child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // All of the group has ended.
  }
}

/** Installs Stryker unless these very versions are there already. */
async function installStryker(): Promise<void> {
  const stamp = join(cache, "installed.txt");
  const wanted = STRYKER.join("\n");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return;
  process.stdout.write(`installing ${STRYKER.join(" and ")} into node_modules/.cache/mutate\n`);
  mkdirSync(cache, { recursive: true });
  rmSync(stamp, { force: true });
  // Without peer dependencies: vitest is to be the workspace's own, which is found further up.
  const flags = ["--no-audit", "--no-fund", "--loglevel=error", "--legacy-peer-deps", "--no-package-lock"];
  const code = await runToEnd(
    "npm",
    ["install", "--prefix", cache, ...flags, ...STRYKER],
    process.platform === "win32",
  );
  if (interrupted.signal.aborted) return;
  if (code !== 0) throw new Error("Stryker could not be installed: npm's message is above; it needs the network once");
  writeFileSync(stamp, wanted);
}

/** Stryker's configuration for one folder. It works on a copy of the repository in `folder`. */
function configuration({ packageFolder, files }: MutationPlan, folder: string): object {
  return {
    testRunner: "vitest",
    plugins: ["@stryker-mutator/vitest-runner"],
    vitest: { configFile: "vitest.mutation.config.ts", dir: packageFolder, related: false },
    coverageAnalysis: "perTest",
    concurrency: 1,
    mutate: files,
    ignorePatterns: ["dist", "docs", "kubernetes-manifests", "/loadgen/static", "/traceview/static", ".nx", ".shop"],
    // Stryker rewrites the paths of a tsconfig.json with functions that TypeScript 7 no longer has: it is to find none.
    tsconfigFile: "none.json",
    tempDirName: join(folder, "copy"),
    reporters: process.stdout.isTTY ? ["json", "progress"] : ["json"],
    jsonReporter: { fileName: join(folder, "report.json") },
    logLevel: "warn",
    allowEmpty: true,
    warnings: { slow: false },
  };
}

/** Runs Stryker for one folder and prints what it found; false when it could not be run, or found too much. */
async function mutate(plan: MutationPlan): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), "shop-mutate-"));
  try {
    const config = join(folder, "stryker.json");
    writeFileSync(config, JSON.stringify(configuration(plan, folder)));
    process.stdout.write(`${plan.target}: ${plan.files.length} files, the tests of ${plan.packageFolder}\n`);
    const stryker = join(cache, "node_modules/@stryker-mutator/core/bin/stryker.js");
    const code = await runToEnd(process.execPath, [stryker, "run", config]);
    if (interrupted.signal.aborted) return false;
    if (code !== 0) throw new Error(`Stryker ended with code ${code} for ${plan.target}: its message is above`);
    const { killed, survived, notCovered, score, unnoticed } = readMutationReport(
      JSON.parse(readFileSync(join(folder, "report.json"), "utf8")),
    );
    const held = HELD_SCORES[plan.target];
    process.stdout.write(unnoticed.map((line) => `  ${line}\n`).join(""));
    process.stdout.write(
      `${plan.target}: ${score.toFixed(1)} % (${killed} killed, ${survived} survived, ${notCovered} in code that no test runs)` +
        `${held === undefined ? "" : `, held at ${held} %`}\n`,
    );
    return held === undefined || score >= held;
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    options: { help: { type: "boolean", short: "h" } },
    allowPositionals: true,
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (positionals.length === 0) throw new Error("which folder? for instance: npm run mutate -- libs/money");
  const plans = positionals.map((folder) => mutationPlan(root, variables["INIT_CWD"] ?? process.cwd(), folder));
  await installStryker();
  let good = true;
  for (const plan of plans) if (!interrupted.signal.aborted) good = (await mutate(plan)) && good;
  if (interrupted.signal.aborted) return 130;
  return good ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
