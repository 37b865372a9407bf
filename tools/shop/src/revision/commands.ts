import { harmless, harmlessJson } from "@hipstershop/text";
import { type Command, InvalidArgumentError } from "commander";
import {
  addPercentage,
  addScaleOptions,
  addText,
  addVariable,
  parseMs,
  parseTruth,
  type Image,
  parseImage,
  type ScaleOptions,
  scaleOf,
  type TargetPercent,
} from "./arguments.ts";
import type { Selection } from "./actions.ts";
import type { DeployOptions } from "./deploy.ts";

const PORT_DEFAULT = 8088;
const READY_LIMIT_MS = 300_000;

const print = (text: string) => void process.stdout.write(`${harmless(text)}\n`);
const printJson = (value: unknown) => void process.stdout.write(`${harmlessJson(JSON.stringify(value, null, 2))}\n`);
/** As JSON or as text. */
const show = (json: boolean, value: unknown, text: () => string) => (json ? printJson(value) : print(text()));

interface Json {
  readonly json: boolean;
}

interface Listening {
  readonly port: number;
  readonly host: string;
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError("give a port from 0 to 65535; 0 takes a free one.");
  return port;
}

/** Adds `shop revision …`: several versions of a program behind one address, by percentage, from zero. */
export function addRevisionCommands(program: Command, stateFolder: () => string): void {
  const group = program
    .command("revision")
    .description("run versions of a program side by side: percentages, roll-back, scale to zero, as Knative does");
  addUp(group, stateFolder);
  addDeploy(group, stateFolder);
  addTraffic(group, stateFolder);
  addCurl(group, stateFolder);
  addScale(group, stateFolder);
  addDomains(group, stateFolder);
  addLists(group, stateFolder);
  addEnds(group, stateFolder);
}

const withJson = (command: Command) => command.option("--json", "print it as JSON", false);
const withListening = (command: Command) =>
  command
    .option("--port <port>", "where the router listens when it is started; 0: a free port", parsePort, PORT_DEFAULT)
    .option("--host <address>", "at which address", "127.0.0.1");
const withNamespace = (command: Command) =>
  command.option("-n, --namespace <name>", "needed when several namespaces have a service of that name");
const withService = (command: Command) => withNamespace(command.requiredOption("-s, --service <name>", "the service"));

function addUp(group: Command, stateFolder: () => string): void {
  withJson(withListening(group.command("up")))
    .description("start the router, with all that was deployed before; it outlives this terminal")
    .action(async ({ json, ...listening }: Listening & Json) => {
      const { openOrStartRouter } = await import("./actions.ts");
      const client = await openOrStartRouter(stateFolder(), listening);
      show(json, await client.status(), () => `the router serves at ${client.addresses.router}`);
    });
}

type DeployFlags = Omit<DeployOptions, "readyLimitMs" | "watchLogsMs"> &
  Listening &
  Json & { readonly timeout: number; readonly image?: Image };

function addDeploy(group: Command, stateFolder: () => string): void {
  const command = withService(group.command("deploy"))
    .description("make a new revision and wait until it is ready; its log is shown meanwhile")
    .option("-e, --env <NAME=value>", "a variable of its environment; may be repeated", addVariable, {})
    .option("--command <line>", "what to run, a program that listens on PORT; a hello app when left out")
    .option(
      "-i, --image <name>",
      "frontend: the shop's, as its sources are now, for the shop that runs here",
      parseImage,
    )
    .option("-t, --tag <name>", "a further tag besides latest and previous; may be repeated", addText, [])
    .option("--managed-route <true|false>", "false: leave the percentages as they are", parseTruth, true)
    .option("--timeout <duration>", "how long it may take to be ready (5m)", parseMs, READY_LIMIT_MS);
  withJson(withListening(addScaleOptions(command))).action(
    async ({ json, port, host, timeout, image, ...flags }: DeployFlags) => {
      const [{ openOrStartRouter }, { deployAndTell, deployRequest }] = await Promise.all([
        import("./actions.ts"),
        import("./deploy.ts"),
      ]);
      if (image && flags.command) throw new Error("give --image or --command: a revision is one program");
      const options = { ...flags, readyLimitMs: timeout, watchLogsMs: 0 };
      const what =
        image === "frontend" ? await (await import("./image.ts")).deployFrontend(stateFolder(), options) : options;
      const client = await openOrStartRouter(stateFolder(), { port, host });
      const request = deployRequest(what);
      const ready = await deployAndTell(client, request, (event) => {
        if (json) return;
        if (event.kind === "starting") print(`starting ${event.revision}`);
        if (event.kind === "log") print(`  ${event.instance} | ${event.line}`);
        if (event.kind === "tagged") print(`${event.revision} is ${event.tag}`);
      });
      const { kind: _, ...result } = { ...ready, router: client.addresses.router };
      show(
        json,
        result,
        () => `${ready.revision} is ready after ${ready.tookMs} ms, at ${result.router} as ${ready.host}`,
      );
    },
  );
}

interface RolloutFlags extends Json {
  readonly route: string;
  readonly namespace?: string;
  readonly percentage: readonly TargetPercent[];
  readonly sticky?: boolean;
}

function addTraffic(group: Command, stateFolder: () => string): void {
  const rollout = group
    .command("rollout")
    .description("split the requests among revisions, from the next one on")
    .requiredOption("--route <name>", "the route, which has the name of its service")
    .option("-p, --percentage <revision=percent>", "hello:latest=10%; repeated, 100 together", addPercentage, [])
    .option("--sticky", "keep each visitor's revision, by a cookie")
    .option("--no-sticky", "choose anew for each request");
  withJson(withNamespace(rollout)).action(async ({ json, route, namespace, percentage, sticky }: RolloutFlags) => {
    await changeTraffic(stateFolder(), { route, namespace, shares: percentage, isSticky: sticky }, json);
  });
  withJson(withService(group.command("rollback")))
    .description("send all requests to the previous revision")
    .action(async ({ json, service, namespace }: Selection & Json & { service: string }) => {
      const shares = [{ target: `${service}:previous`, percent: 100 }];
      await changeTraffic(stateFolder(), { route: service, namespace, shares, isSticky: undefined }, json);
    });
}

interface Change {
  readonly route: string;
  readonly namespace: string | undefined;
  readonly shares: readonly TargetPercent[];
  readonly isSticky: boolean | undefined;
}

async function changeTraffic(stateFolder: string, change: Change, json: boolean): Promise<void> {
  const { oneService, openRouter } = await import("./actions.ts");
  const client = await openRouter(stateFolder);
  const { route, namespace } = change;
  const service = oneService(await client.change("rollout", change), {
    service: route,
    ...(namespace && { namespace }),
  });
  const got = service.revisions.filter(({ percent }) => percent > 0);
  show(json, service, () => got.map(({ name, percent }) => `${percent}% -> ${name}`).join("\n"));
}

function addCurl(group: Command, stateFolder: () => string): void {
  withJson(withService(group.command("curl")))
    .argument("[path]", "what to ask for", "/")
    .description("ask the service through the router, by its Host header")
    .action(async (path: string, { json, ...selection }: Selection & Json) => {
      const { askService, curlLine, oneService, openRouter } = await import("./actions.ts");
      const client = await openRouter(stateFolder());
      const { domain } = oneService(await client.status(), selection);
      const { router } = client.addresses;
      if (!path.startsWith("/")) throw new Error(`a path begins with a slash, and this is ${path}`);
      if (!json) print(`Running: ${curlLine(router, domain, path)}\n`);
      const answer = await askService(router, domain, path);
      show(json, answer, () => answer.body.trimEnd());
      if (answer.status >= 400) process.exitCode = 1;
    });
}

function addScale(group: Command, stateFolder: () => string): void {
  withJson(addScaleOptions(withService(group.command("scale"))))
    .description("when instances of a service's revisions are started and ended")
    .action(async ({ json, service, namespace, ...options }: Selection & ScaleOptions & Json) => {
      const { oneService, openRouter } = await import("./actions.ts");
      const client = await openRouter(stateFolder());
      const status = await client.change("scale", { service, namespace, scale: scaleOf(options) });
      const { name, scale } = oneService(status, { ...(service && { service }), ...(namespace && { namespace }) });
      const { idleMs, graceMs, min, max } = scale;
      const text = `${name}: ${min} to ${max} instances; to zero after ${idleMs / 1000} s idle + ${graceMs / 1000} s`;
      show(json, scale, () => text);
    });
}

function addDomains(group: Command, stateFolder: () => string): void {
  const domain = group.command("domain").description("the domains below which services are reached");
  withJson(domain.command("create"))
    .description("add a domain: services are at SERVICE.NAMESPACE.DOMAIN, by the Host header")
    .requiredOption("-d, --domain <name>", "such as knative.example.org")
    .option("--default", "write it in all lists", false)
    .action(async ({ json, domain: name, default: isDefault }: Json & { domain: string; default: boolean }) => {
      const { openRouter } = await import("./actions.ts");
      const client = await openRouter(stateFolder());
      const { domain, domains } = await client.change("domain", { domain: name, isDefault });
      show(json, { domain, domains }, () => `the default domain is ${domain}`);
    });
}

/** The tables, from the status. */
function addLists(group: Command, stateFolder: () => string): void {
  const read = async (selection: Selection) => {
    const [{ openRouter, selected }, tables] = await Promise.all([import("./actions.ts"), import("./tables.ts")]);
    const status = await (await openRouter(stateFolder())).status();
    return { status, services: selected(status, selection), tables };
  };
  const withSelection = (command: Command) => withNamespace(command.option("-s, --service <name>", "of one service"));
  withJson(withSelection(group.command("list")))
    .description("the revisions with their tags and traffic")
    .action(async ({ json, ...selection }: Selection & Json) => {
      const { services, tables } = await read(selection);
      const [only] = services;
      const text = () =>
        only && selection.service !== undefined ? tables.revisionsOfService(only) : tables.allRevisions(services);
      show(
        json,
        services.flatMap(({ name, revisions }) => revisions.map((one) => ({ service: name, ...one }))),
        text,
      );
    });
  withJson(withSelection(group.command("pods")))
    .description("the instances that run")
    .action(async ({ json, ...selection }: Selection & Json) => {
      const { services, tables } = await read(selection);
      const pods = services.flatMap(({ revisions }) => revisions.flatMap((one) => one.pods));
      show(json, pods, () => tables.podsText(services));
    });
  withJson(withNamespace(group.command("routes").description("where requests go").command("list")))
    .description("the routes with their percentages")
    .action(async ({ json, ...selection }: Selection & Json) => {
      const { services, tables } = await read(selection);
      const routes = services.map(({ name, namespace, domain, revisions }) => ({
        name,
        namespace,
        domain,
        traffic: revisions.flatMap((one) => (one.percent > 0 ? [{ revision: one.name, percent: one.percent }] : [])),
      }));
      show(json, routes, () => tables.routesText(services, selection.namespace));
    });
  withJson(group.command("ingress").description("where requests come in").command("list"))
    .description("the router's address")
    .action(async ({ json }: Json) => {
      const { status, tables } = await read({});
      show(json, [{ name: "knative-ingressgateway", url: status.router }], () => tables.ingressText(status));
    });
  withJson(group.command("status"))
    .description("the router and all revisions")
    .action(async ({ json }: Json) => {
      const { status, tables } = await read({});
      show(json, status, () => tables.statusText(status));
    });
}

function addEnds(group: Command, stateFolder: () => string): void {
  withJson(withService(group.command("delete")))
    .description("delete a service, or one of its revisions; what is being answered is answered")
    .option("--revision <name>", "only this revision, by its name or a tag")
    .action(async ({ json, ...what }: Selection & Json & { revision?: string }) => {
      const { openRouter } = await import("./actions.ts");
      const status = await (await openRouter(stateFolder())).change("delete", what);
      show(json, status, () => `${what.revision ?? what.service} is deleted`);
    });
  withJson(group.command("down"))
    .description("end the router and all instances; what is deployed is there again after `up`")
    .action(async ({ json }: Json) => {
      const { stopRouter } = await import("@hipstershop/revisions");
      const wasUp = await stopRouter(stateFolder());
      show(json, { stopped: wasUp }, () => (wasUp ? "the router is closed" : "no router runs here"));
    });
}
