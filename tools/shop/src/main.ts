import { resolve } from "node:path";
import { endWithReader, outliveReaders } from "@hipstershop/outputs";
import { Command, InvalidArgumentError } from "commander";
import { usageErrorLine, harmless, harmlessJson, oneLine } from "@hipstershop/text";
import colors from "picocolors";
import { parseListenAddress } from "@hipstershop/runtime/addresses";
import { traceStoreCommand } from "@hipstershop/traceview/command-line";
import { addControlCommands } from "./control/commands.ts";
import { addFaultCommands } from "./faults/commands.ts";
import { addKnctlCommands } from "./revision/knctl.ts";
import { ProgressLine } from "./progress-line.ts";
import { addRevisionCommands } from "./revision/commands.ts";
import { terminalColumns, wrapLines } from "./terminal.ts";
import { THREADS_MAX } from "./threaded-services.ts";
import { addTraceCommands } from "./trace/commands.ts";

// Modules of commands are imported when the command runs: `shop status` should not load eleven services.
const defaultStateFolder = resolve(import.meta.dirname, "../../../.shop");

/** The exit code of a service with an invalid environment. */
const EXIT_BAD_VARIABLES = 78;

interface UpFlags {
  readonly processes: boolean;
  readonly threads: number;
  readonly fromSources: boolean;
  readonly portBase?: number;
  readonly host: string;
  readonly json: boolean;
  readonly printLogs: boolean;
  readonly keepTraces: boolean;
  readonly openTraces: boolean;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_400)
    throw new InvalidArgumentError("give a port from 0 to 65400; 0 takes free ones.");
  return port;
}

function parseThreads(text: string): number {
  const threads = Number(text);
  if (!/^\d+$/.test(text) || threads < 1 || threads > THREADS_MAX)
    throw new InvalidArgumentError(`give a number from 1 to ${THREADS_MAX}.`);
  return threads;
}

function listenAddress(text: string): string {
  try {
    return parseListenAddress(text);
  } catch (error) {
    throw new InvalidArgumentError(`give ${(error as Error).message}.`);
  }
}

const program = new Command("shop")
  .description("The Hipster Shop on this machine: eleven services, their traces, one command.")
  .option("--state <folder>", "where carts, flags, logs and the status file are kept", defaultStateFolder)
  .showHelpAfterError("(--help tells what there is)")
  .configureOutput({ outputError: (text, write) => write(usageErrorLine(text)) });

/** Commands that continue when their output is closed. */
const LONG_RUNNING = ["up", "traces", "load", "lab", "schedule"];
endWithReader();
program.hook("preAction", (_, command) => {
  if (LONG_RUNNING.includes(command.name())) outliveReaders();
});

const stateFolder = () => resolve(program.opts<{ state: string }>().state);

program
  .command("up")
  .description("open the shop; Ctrl-C closes it")
  .option("--processes", "one process per service, restarted when it crashes, as in a cluster", false)
  .option("--threads <number>", "threads of the shop in one process: the frontend has the second one", parseThreads, 1)
  .option("--from-sources", "with --processes: run the sources instead of bundles, in twice the memory", false)
  .option(
    "--port-base <port>",
    "move every port into one block from here: frontend, traces, then the rest; 0: free ones",
    parsePort,
  )
  .option("--host <address>", "listen on this address", listenAddress, "127.0.0.1")
  .option("--json", "print where everything is as JSON, on one line", false)
  .option("--no-keep-traces", "forget the traces when the shop closes, instead of keeping them for the next start")
  .option("--open-traces", "let people on other machines look at traces without the token", false)
  .option("--print-logs", "print what the services log instead of writing it to files", false)
  .action(async (options: UpFlags) => {
    const progress = new ProgressLine();
    progress.show("loading the services");
    const { openShop: up } = await import("./up.ts");
    await up({ ...options, progress, portBase: options.portBase, stateFolder: stateFolder() });
  });

program
  .command("status")
  .description("how the running shop does")
  .option("--json", "print it as JSON", false)
  .action(async ({ json }: { json: boolean }) => {
    const [{ currentStatus }, { statusTable }, { whyNoStatus }] = await Promise.all([
      import("./show-status.ts"),
      import("./table.ts"),
      import("./status.ts"),
    ]);
    const status = await currentStatus(stateFolder());
    if (!status) throw new Error(whyNoStatus(stateFolder()));
    process.stdout.write(
      json ? `${harmlessJson(JSON.stringify(status, null, 2))}\n` : `${statusTable(status, terminalColumns())}\n`,
    );
  });

program
  .command("down")
  .description("close the shop that runs in this folder")
  .action(async () => {
    const { closeShop: down } = await import("./down.ts");
    const progress = new ProgressLine();
    progress.show("closing the shop");
    const done = await down(stateFolder()).finally(() => progress.clear());
    process.stdout.write(`${oneLine(done)}\n`);
  });

program
  .command("doctor")
  .description("say what this machine lacks, before it matters")
  .option("--cluster", "look at what skaffold and the cluster need instead", false)
  .option("--json", "print it as JSON", false)
  .action(async ({ cluster, json }: { cluster: boolean; json: boolean }) => {
    const [{ examineMachine: examine }, { examineCluster }] = await Promise.all([
      import("./doctor.ts"),
      import("./doctor-cluster.ts"),
    ]);
    const progress = new ProgressLine();
    progress.show(cluster ? "asking the programs and the cluster, 10 s each at most" : "looking at this machine");
    const findings = await (cluster ? examineCluster() : examine(stateFolder())).finally(() => progress.clear());
    const marks = { good: colors.green("✓"), note: colors.yellow("•"), bad: colors.red("✗") };
    const lines = findings.map(
      ({ verdict, what, detail }) => `${marks[verdict]} ${what.padEnd(14)} ${oneLine(detail)}`,
    );
    const text = wrapLines(lines.join("\n"), terminalColumns(), 17);
    process.stdout.write(json ? `${harmlessJson(JSON.stringify(findings, null, 2))}\n` : `${text}\n`);
    if (findings.some(({ verdict }) => verdict === "bad")) process.exitCode = 1;
  });

addControlCommands(program, stateFolder);
addTraceCommands(program, stateFolder);
addFaultCommands(program, stateFolder);
addRevisionCommands(program, stateFolder);
addKnctlCommands(program, stateFolder);

program.addCommand(traceStoreCommand("traces"));

program
  .command("load")
  .description("visit the shop as people do, and tell how it did: the load generator (--help tells its options)")
  .helpOption(false)
  .allowUnknownOption()
  .argument("[options...]")
  .action(async (options: string[]) => {
    const [{ runCommand }, { processEnv }] = await Promise.all([
      import("loadgenerator"),
      import("@hipstershop/runtime"),
    ]);
    process.exit(await runCommand(options, processEnv(), stateFolder()));
  });

program
  .command("lab")
  .description("the course: labs that are checked by the real spans of your own requests (--help tells its options)")
  .helpOption(false)
  .allowUnknownOption()
  .argument("[options...]")
  .action(async (options: string[]) => {
    const { runCommand } = await import("training/command");
    process.exit(await runCommand(["--state", stateFolder(), ...options]));
  });

// No top-level await, since the image's bundle is CommonJS.
program.parseAsync().catch((error: unknown) => {
  process.stderr.write(`${colors.red("shop:")} ${harmless(error instanceof Error ? error.message : String(error))}\n`);
  process.exit(isBadVariable(error) ? EXIT_BAD_VARIABLES : 1);
});

/** Whether a variable of the environment is invalid, as found here or by the process of a service. */
function isBadVariable(error: unknown): boolean {
  return (
    error instanceof Error &&
    (error.name === "EnvError" || ("exitCode" in error && error.exitCode === EXIT_BAD_VARIABLES))
  );
}
