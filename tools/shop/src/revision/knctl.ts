import { harmless, harmlessJson } from "@hipstershop/text";
import type { Command } from "commander";
import {
  addPercentage,
  addText,
  addVariable,
  type Image,
  parseCount,
  parseImage,
  parseMs,
  parseTruth,
  type TargetPercent,
} from "./arguments.ts";
import type { Selection } from "./actions.ts";

const LISTENING = { port: 8088, host: "127.0.0.1" };
const READY_LIMIT_MS = 300_000;
/** As knctl does. */
const WATCH_LOGS_MS = 5000;

const print = (text: string) => void process.stdout.write(`${harmless(text)}\n`);
const succeeded = () => print("\nSucceeded");

/** Adds `shop knctl …`: the commands of knctl 0.1 and their output, for revisions on this machine. */
export function addKnctlCommands(program: Command, stateFolder: () => string): void {
  const knctl = program
    .command("knctl")
    .description("the commands of Knative's former command line, for revisions on this machine");
  addInstall(knctl, stateFolder);
  addDeploy(knctl, stateFolder);
  addRollout(knctl, stateFolder);
  addCurl(knctl, stateFolder);
  addDomain(knctl, stateFolder);
  addLists(knctl, stateFolder);
}

const withNamespace = (command: Command) => command.option("-n, --namespace <name>", "the namespace");
const withJson = (command: Command) => command.option("--json", "print it as JSON", false);

function addInstall(knctl: Command, stateFolder: () => string): void {
  knctl
    .command("install")
    .description("start the router: there is nothing else to install")
    .option("--exclude-monitoring", "there is none to exclude", false)
    .option("--node-ports", "the router listens at a port of this machine anyway", false)
    .action(async () => {
      const { openOrStartRouter } = await import("./actions.ts");
      await openOrStartRouter(stateFolder(), LISTENING);
      print("Succeeded");
    });
}

interface DeployFlags {
  readonly service: string;
  readonly image: Image;
  readonly namespace?: string;
  readonly env: Readonly<Record<string, string>>;
  readonly tag: readonly string[];
  readonly managedRoute: boolean;
  readonly containerConcurrency?: number;
  readonly minScale?: number;
  readonly maxScale?: number;
  readonly watchPodLogs: boolean;
  readonly watchRevisionReadyTimeout: number;
  readonly json: boolean;
}

function addDeploy(knctl: Command, stateFolder: () => string): void {
  const command = knctl
    .command("deploy")
    .description("deploy a service")
    .requiredOption("-s, --service <name>", "the service")
    .requiredOption("-i, --image <url>", "gcr.io/knative-samples/helloworld-go, or frontend", parseImage)
    .option("-e, --env <NAME=value>", "a variable of its environment; may be repeated", addVariable, {})
    .option("-t, --tag <name>", "a further tag; may be repeated", addText, [])
    .option("--managed-route <true|false>", "false: leave the percentages as they are", parseTruth, true)
    .option("--container-concurrency <number>", "requests in flight that an instance gets at most", parseCount)
    .option("--min-scale <number>", "instances that are always there", parseCount)
    .option("--max-scale <number>", "instances at most", parseCount)
    .option("--watch-pod-logs <true|false>", "watch its logs for 5 s when it is ready", parseTruth, true)
    .option("--watch-revision-ready-timeout <duration>", "how long to wait for it (5m0s)", parseMs, READY_LIMIT_MS);
  withJson(withNamespace(command)).action(async (flags: DeployFlags) => {
    const [{ openOrStartRouter }, { deployAndTell, deployRequest, knctlLines }] = await Promise.all([
      import("./actions.ts"),
      import("./deploy.ts"),
    ]);
    const client = await openOrStartRouter(stateFolder(), LISTENING);
    const readyLimitMs = flags.watchRevisionReadyTimeout;
    const watchLogsMs = flags.watchPodLogs && !flags.json ? WATCH_LOGS_MS : 0;
    const words = { readyLimit: goDuration(readyLimitMs), watchLogs: watchLogsMs > 0 ? "5s" : "" };
    const options = { ...flags, readyLimitMs, watchLogsMs };
    const isFrontend = flags.image === "frontend";
    const request = deployRequest(
      isFrontend ? await (await import("./image.ts")).deployFrontend(stateFolder(), options) : options,
    );
    let isFirst = true;
    const ready = await deployAndTell(client, request, (event) => {
      if (flags.json) return;
      for (const line of knctlLines(event, words)) {
        print(isFirst ? line : `\n${line}`);
        isFirst = false;
      }
    });
    if (flags.json) print(harmlessJson(JSON.stringify(ready)));
    else succeeded();
  });
}

/** As Go writes a duration: 5m0s. */
function goDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return seconds < 60 ? `${seconds}s` : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}

function addRollout(knctl: Command, stateFolder: () => string): void {
  const command = knctl
    .command("rollout")
    .description("set the percentages of a route")
    .requiredOption("--route <name>", "the route")
    .option("-p, --percentage <revision=percent>", "hello:latest=10%; may be repeated", addPercentage, []);
  withNamespace(command).action(
    async ({ route, namespace, percentage }: Selection & { route: string; percentage: readonly TargetPercent[] }) => {
      const { openRouter } = await import("./actions.ts");
      await (await openRouter(stateFolder())).change("rollout", { route, namespace, shares: percentage });
      print("Succeeded");
    },
  );
}

function addCurl(knctl: Command, stateFolder: () => string): void {
  const command = knctl
    .command("curl")
    .description("ask a service through the router")
    .requiredOption("-s, --service <name>", "the service")
    .option("-p, --port <port>", "the router has only one", parseCount);
  withNamespace(command).action(async ({ service, namespace }: Selection) => {
    const { askService, curlLine, oneService, openRouter } = await import("./actions.ts");
    const client = await openRouter(stateFolder());
    const { router } = client.addresses;
    const selection = { ...(service && { service }), ...(namespace && { namespace }) };
    const { domain } = oneService(await client.status(), selection);
    print(`Running: ${curlLine(router, domain, "/")}\n`);
    print((await askService(router, domain, "/")).body.trimEnd());
    succeeded();
  });
}

function addDomain(knctl: Command, stateFolder: () => string): void {
  const domain = knctl.command("domain").description("domains");
  domain
    .command("create")
    .description("add a domain")
    .requiredOption("-d, --domain <name>", "the domain")
    .option("--default", "make it the default one", false)
    .action(async ({ domain: name, default: isDefault }: { domain: string; default: boolean }) => {
      const { openRouter } = await import("./actions.ts");
      await (await openRouter(stateFolder())).change("domain", { domain: name, isDefault });
      print("Succeeded");
    });
  addList(domain, "the domains", stateFolder, async (status) => (await import("./tables.ts")).domainsText(status));
}

type Status = import("@hipstershop/revisions").RouterStatus;

/** Adds a `list`, which prints what `write` makes of the status. */
function addList(
  group: Command,
  what: string,
  stateFolder: () => string,
  write: (status: Status, selection: Selection) => Promise<string>,
): void {
  const command = group.command("list").description(`list ${what}`);
  withJson(withNamespace(command.option("-s, --service <name>", "of one service"))).action(
    async ({ json, ...selection }: Selection & { json: boolean }) => {
      const { openRouter } = await import("./actions.ts");
      const status = await (await openRouter(stateFolder())).status();
      if (json) return print(harmlessJson(JSON.stringify(status, null, 2)));
      print(await write(status, selection));
      succeeded();
    },
  );
}

function addLists(knctl: Command, stateFolder: () => string): void {
  const actions = () => import("./actions.ts");
  const tables = () => import("./tables.ts");
  addList(
    knctl.command("revision").description("revisions"),
    "the revisions",
    stateFolder,
    async (status, selection) => {
      const { oneService, selected } = await actions();
      const { allRevisions, revisionsOfService } = await tables();
      if (selection.service !== undefined) return revisionsOfService(oneService(status, selection));
      return allRevisions(selected(status, selection));
    },
  );
  addList(knctl.command("routes").description("routes"), "the routes", stateFolder, async (status, selection) =>
    (await tables()).routesText((await actions()).selected(status, selection), selection.namespace),
  );
  addList(knctl.command("ingress").description("the router"), "its address", stateFolder, async (status) =>
    (await tables()).ingressText(status),
  );
  addList(knctl.command("service").description("services"), "the services", stateFolder, async (status, selection) =>
    (await tables()).servicesText((await actions()).selected(status, selection)),
  );
  addList(knctl.command("pod").description("instances"), "the instances", stateFolder, async (status, selection) =>
    (await tables()).podsText((await actions()).selected(status, selection)),
  );
}
