import { relative } from "node:path";
import { oneLine } from "@hipstershop/text";
import colors from "picocolors";
import { describeHolder, HeldError, holdLock, shopLock } from "@hipstershop/locks";
import { processVariables } from "@hipstershop/runtime";
import { makeFolder } from "@hipstershop/runtime/files";
import { needsSources, TYPED } from "@hipstershop/runtime/typed-commands";
import { changeService } from "./control/change-service.ts";
import { type Change, type ControlServer, serveControl } from "./control/control-server.ts";
import { activeText } from "./faults/active-text.ts";
import type { Launch } from "./launch.ts";
import { launchProcess } from "./launch-process.ts";
import { launchInThreads } from "./launch-thread.ts";
import type { Substitution } from "./ports.ts";
import type { ProgressLine } from "./progress-line.ts";
import { type RunningShop, startShop } from "./shop.ts";
import { readStatus, removeStatus, type ShopStatus, StatusFile } from "./status.ts";
import { statusTable } from "./table.ts";
import { terminalColumns, wrapText } from "./terminal.ts";

/** Options of `shop up`. */
export interface UpOptions {
  readonly processes: boolean;
  /** Threads of the shop in one process. */
  readonly threads: number;
  /** Processes run the sources instead of bundles. */
  readonly fromSources: boolean;
  readonly portBase: number | undefined;
  readonly host: string;
  readonly json: boolean;
  readonly printLogs: boolean;
  readonly keepTraces: boolean;
  readonly openTraces: boolean;
  readonly stateFolder: string;
  readonly progress: ProgressLine;
}

/** The process exits after this, even if the shop has not stopped. */
const STOP_LIMIT_MS = 3000;
/** How long the flag service may take to say which faults are on; longer, and nothing is said. */
const FAULTS_LIMIT_MS = 2000;

/** `shop up`: starts the shop, prints its addresses, and runs until Ctrl-C. A second Ctrl-C ends the process at once. */
export async function openShop(options: UpOptions): Promise<void> {
  const { stateFolder, json, printLogs, progress } = options;
  if (printLogs && options.processes) throw new Error("--print-logs is for the shop in one process");
  if (options.fromSources && !options.processes) throw new Error("--from-sources is for --processes");
  if (options.threads > 1 && options.processes) throw new Error("--threads is for the shop in one process");
  if (options.processes) needsSources("--processes");
  if (options.threads > 1) needsSources("--threads");
  await takeFolder(stateFolder);
  const stop = stopRequest();
  const printLine = (text: string) => progress.print(text);
  let isClosing = false;
  let shop: RunningShop | undefined;
  let control: ControlServer | undefined;
  const statusFile = new StatusFile(stateFolder);
  const saveStatus = async (): Promise<void> => {
    const running = shop;
    if (running) await statusFile.save(() => statusOf(running, control));
  };
  const started = launchOf(options).then((launch) =>
    startShop({
      host: options.host,
      portBase: options.portBase,
      launch,
      stateFolder,
      printLogs,
      keepTraces: options.keepTraces,
      openTraces: options.openTraces,
      variables: processVariables(),
      events: { printLine: printLine, onChange: () => void saveStatus().catch(() => {}) },
      onProgress: (serving, all) =>
        progress.show(isClosing ? `${serving} of ${all} services still run` : `${serving} of ${all} services serve`),
    }),
  );
  shop = await Promise.race([started, stop.then(() => undefined)]).finally(() => progress.clear());
  if (!shop) process.exit(130);
  if (options.processes) control = await openControl(stateFolder, shop, { saveStatus, printLine });
  await saveStatus();
  printSubstitutions(shop.substitutions, printLine);
  const status = await statusOf(shop, control);
  if (json) process.stdout.write(`${JSON.stringify(status)}\n`);
  else process.stdout.write(`\n${openedText()}\n${statusTable(status, terminalColumns())}\n\n${hintsText(options)}\n`);
  void printActiveFaults(status, printLine).catch(() => {});
  await stop;
  isClosing = true;
  if (!json) process.stdout.write("\nclosing the shop …\n");
  setTimeout(() => process.exit(1), STOP_LIMIT_MS).unref();
  await control?.[Symbol.asyncDispose]();
  await statusFile.remove();
  await shop[Symbol.asyncDispose]();
  progress.clear();
  process.exit(0);
}

/** How the services are started. */
async function launchOf({ processes, threads, fromSources, progress }: UpOptions): Promise<Launch> {
  if (!processes) return launchInThreads(threads);
  if (fromSources) return launchProcess;
  const { bundledLaunch } = await import("./launch-bundle.ts");
  return bundledLaunch(progress);
}

async function statusOf(shop: RunningShop, control: ControlServer | undefined): Promise<ShopStatus> {
  return { ...(await shop.status()), ...(control && { control: control.address }) };
}

interface ControlEvents {
  readonly saveStatus: () => Promise<void>;
  readonly printLine: (text: string) => void;
}

/** Takes commands for the services; undefined, with a line that says why, when that is not possible. */
async function openControl(
  stateFolder: string,
  { services }: RunningShop,
  { saveStatus, printLine }: ControlEvents,
): Promise<ControlServer | undefined> {
  const change: Change = async (action, name) => {
    try {
      return await changeService(services, action, name);
    } finally {
      await saveStatus().catch(() => {});
    }
  };
  return serveControl(stateFolder, change).catch(({ message }: Error) => {
    printLine(`\`shop stop\`, \`pause\` and \`start\` can't be used: ${oneLine(message)}`);
    return undefined;
  });
}

/** Takes the folder's lock until this process ends, and removes the status file that a killed shop may have left. */
async function takeFolder(stateFolder: string): Promise<void> {
  makeFolder(stateFolder);
  try {
    holdLock(shopLock(stateFolder), "the shop");
  } catch (error) {
    if (!(error instanceof HeldError)) throw error;
    const running = await readStatus(stateFolder);
    const where = running ? `a shop is open already at ${running.frontend}` : "a shop is being opened or closed here";
    const who = error.holder ? describeHolder(error.holder) : "another process";
    throw new Error(`${where}, by ${who}; \`shop down\` closes it`, { cause: error });
  }
  await removeStatus(stateFolder);
}

function stopRequest(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
      process.once(signal, () => {
        process.on(signal, () => process.exit(130));
        resolve();
      });
    }
  });
}

function printSubstitutions(substitutions: readonly Substitution[], printLine: (text: string) => void): void {
  for (const { name, wanted, used, holder } of substitutions) {
    printLine(
      colors.yellow(`port ${wanted} is taken by ${oneLine(holder ?? "another program")}: ${name} uses ${used}`),
    );
  }
}

/** Names the faults that an earlier run has left on, so that nobody hunts them. */
async function printActiveFaults({ services }: ShopStatus, printLine: (text: string) => void): Promise<void> {
  const { activeNow } = await import("./faults/active.ts");
  const address = services.find(({ name }) => name === "flagservice")?.grpc ?? "";
  const active = await activeNow(address, FAULTS_LIMIT_MS);
  if (!active || active.length === 0) return;
  printLine(colors.yellow(`faults are on: ${oneLine(activeText(active))}; \`${TYPED.shop} faults reset\` ends it`));
}

function openedText(): string {
  const seconds = (performance.now() / 1000).toFixed(1);
  return `${colors.green("Hipster Shop is open")} ${colors.dim(`(${seconds} s)`)}\n`;
}

function hintsText({ stateFolder, keepTraces }: UpOptions): string {
  const folder = oneLine(relative(".", stateFolder));
  const hints = [
    'Buy something, then follow "see this page\'s trace" at the foot of the page.',
    `\`${TYPED.load}\` sends ten visitors, \`${TYPED.loadOptions} --ui\` with a page to watch them.`,
    `Ctrl-C closes; carts, logs${keepTraces ? ", traces" : ""} and switched faults stay in ${folder}.`,
  ];
  const width = terminalColumns();
  return hints
    .flatMap((hint) => (width === undefined ? [hint] : wrapText(hint, width)))
    .map((line) => colors.dim(line))
    .join("\n");
}
