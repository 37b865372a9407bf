import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fetchTrace } from "@hipstershop/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  dockerProblem,
  grpcurlProblem,
  kubectlProblem,
  nodeProblem,
  npmProblem,
  npxProblem,
  skaffoldProblem,
} from "./support/known-flags.ts";
import { blocksOf, linesOf } from "./support/markdown.ts";
import { commandsOf, type Command, written } from "./support/shell-text.ts";
import {
  endShops,
  openShop,
  type OpenShop,
  plain,
  removeFolders,
  shop as runShop,
  stateFolder,
} from "./support/shop-command.ts";
import { read, root, sourceFiles } from "./support/workspace.ts";

/** Commands of code blocks that are not run here: how they begin, or what they contain, and why. */
const NOT_RUN: readonly (readonly [command: RegExp, because: string])[] = [
  [/^(minikube|skaffold|kubectl) /, "needs a cluster"],
  [/^npm run certificates /, "needs openssl; tests/robustness/mutual-tls.test.ts makes some"],
  [/^curl .*localhost:8090/, "asks canaryd in a cluster; tools/canary/test asks one here"],
  [/^npx shop doctor --cluster/, "needs a cluster; tools/shop/src/doctor-cluster.test.ts has one that is played"],
  [/^npx shop (stop|pause|start) /, "needs a shop with processes; tests/shop-control.test.ts has one"],
  [/^npm run smoke:cluster(?!.*--help)/, "needs a cluster"],
  [/^docker |^eval \$\(minikube/, "needs Docker; CI builds and runs every image (npm test -- --images)"],
  [
    /^(K3S_URL=\S+ K3S_TOKEN=\S+ )?(sudo|ssh|sed|sh|gzip|mkdir|export)\b|^curl -sfL/,
    "needs a Raspberry Pi, or another machine",
  ],
  [/^npm run --silent k3s-chart /, "needs kubectl; tools/deploy/test/helm-chart.test.ts runs it where that is"],
  [/^grpcurl /, "needs grpcurl, which npm can't install; tests/propagation.test.ts and others call rpcs with grpc-js"],
  [/^(git clone|cd|npm ci)\b/, "clones and installs; tests/bootstrap.test.ts has a fresh clone"],
  [/^npm run pack\b/, "takes half a minute, or fetches Node; tools/pack/test makes an archive"],
  [/^\.\/shop\b/, "is in such an archive; tools/pack/test unpacks and starts it"],
  [/^npm run lab\b/, "begins or judges labs; tests/training has the command and all labs"],
  [
    /^npx shop trace replay trace\.json$/,
    "takes the file of the line before; tests/shop-replay.test.ts has such files",
  ],
  [/^npm run ok$/, "takes minutes, and runs this test"],
  [/^npm run bench(?!.*--help)/, "takes minutes, and measures this machine"],
  [
    /^npm run (--silent )?canary /,
    "takes more than a minute; tools/canary-pipeline/test runs the pipeline, and wrong options",
  ],
  [/^npm run (--silent )?chaos /, "takes minutes; tools/chaos/test runs checks, and wrong options"],
  [/ inject --url /, "sends requests until it is stopped; tools/sampleapp/test runs the injector"],
  [/^npm run manifests$/, "writes into this folder; tools/deploy/test/base.test.ts compares what it would write"],
  [
    /^npm run load -- --(find-capacity|stages|ui)|--model open/,
    "takes minutes, or waits for a person; loadgen/test runs them",
  ],
];

/** Programs are started, on a machine that may be busy. */
const COMMAND_MS_MAX = 60_000;

interface Written extends Command {
  readonly where: string;
}

const documents = sourceFiles(/\.md$/);
const inBlocks: readonly Written[] = documents.flatMap((file) =>
  blocksOf(read(file))
    .filter(({ language }) => language === "sh")
    .flatMap(({ number, lines }) =>
      commandsOf(lines.join("\n")).map((command) => ({ ...command, where: `${file}:${number}` })),
    ),
);
/** Between single backticks: what begins like one of the programs below, with something to do for it. */
const inProse: readonly Written[] = documents.flatMap((file) =>
  linesOf(read(file))
    .filter(({ isCode }) => !isCode)
    .flatMap(({ number, text: line }) =>
      [...line.matchAll(/`((?:[A-Z_]+=\S+ )*(?:npm|npx|node|skaffold|docker|kubectl|grpcurl) [^`]+)`/g)].flatMap(
        ([, code = ""]) => commandsOf(code).map((command) => ({ ...command, where: `${file}:${number}` })),
      ),
    ),
);

const PROBLEMS: Readonly<Record<string, (command: Command) => string | undefined>> = {
  npm: npmProblem,
  npx: npxProblem,
  node: nodeProblem,
  skaffold: skaffoldProblem,
  docker: dockerProblem,
  kubectl: kubectlProblem,
  grpcurl: grpcurlProblem,
};

describe("commands in documents", () => {
  test("stand in blocks that say what they are", () => {
    const languages = documents.flatMap((file) => blocksOf(read(file)).map(({ language }) => language));
    expect(new Set(languages)).toEqual(new Set(["sh", "ts", "yaml", "json", "text", "mermaid"]));
    expect(inBlocks.length).toBeGreaterThan(50);
    expect(inProse.length).toBeGreaterThan(50);
  });

  test(
    "name scripts, flags, files, profiles and rpcs that exist",
    () => {
      const problems = [...inBlocks, ...inProse].flatMap((command) => {
        const problem = PROBLEMS[command.program]?.(command);
        return problem === undefined ? [] : [`${command.where}: ${written(command)}: ${problem}`];
      });
      expect(problems).toEqual([]);
    },
    COMMAND_MS_MAX,
  );

  test("set variables that a table of variables has", () => {
    const tables = documents.map(read).join("\n");
    const ours = [...inBlocks, ...inProse].filter(({ program }) => ["npm", "npx", "node"].includes(program));
    const names = ours.flatMap(({ variables }) => Object.keys(variables));
    expect(names.length).toBeGreaterThan(1);
    expect(names.filter((name) => !new RegExp(`^\\| \`?${name}\`? \\|`, "m").test(tables))).toEqual([]);
  });

  test.each<[string, string]>([
    ["npm run nothing", "npm knows no script nothing"],
    ["npm run load -- --userz 3", "npm run load knows no --userz"],
    ["npm start -- --process", "npm run start knows no --process"],
    ["npm run k3s-chart -- --registries a", "Unknown option '--registries'"],
    ["npx shop trace shwo", "shop knows no trace shwo"],
    ["npx shop trace list --service a --errors", "shop trace list knows no --errors"],
    ["node traceview/src/mian.ts", "there is no traceview/src/mian.ts"],
    ["skaffold run -p k3s,k4s", "skaffold.yaml has no profile k4s"],
    ["docker build --build-arg SERVICE=services/cart .", "services/cart"],
    ["kubectl apply -k kubernetes-manifests/bse", "kubernetes-manifests/bse"],
    ["grpcurl -plaintext localhost:1 hipstershop.CartService/GetCarts", "no contract has CartService/GetCarts"],
  ])("are refused when they are wrong: %s", (line, problem) => {
    const [command] = commandsOf(line);
    expect(command && PROBLEMS[command.program]?.(command)).toContain(problem);
  });
});

describe("a shell text", () => {
  test.each([
    ["a --x 'b c' \"d\"  # e", ["a --x b c d"]],
    ["A=1 b && c | d > e.txt", ["A=1 b", "c", "d"]],
    ["for s in a/*; do", []],
    ["do docker build -t $(basename $s):1 <your computer>/x", ["docker build -t $(basename $s):1 <your computer>/x"]],
    ["a \\\n  b", ["a b"]],
  ])("%j is these commands: %j", (line, commands) => {
    expect(commandsOf(line).map(written)).toEqual(commands);
  });
});

describe("what documents tell to type", () => {
  const runnable = inBlocks.filter((command) => !NOT_RUN.some(([pattern]) => pattern.test(written(command))));
  let open: OpenShop;
  const traces: string[] = [];

  beforeAll(async () => {
    open = await openShop("--port-base", "0");
    for (const path of ["/", "/cart"]) {
      const answer = await fetch(open.status.frontend + path);
      const [, id = ""] = /^00-([0-9a-f]{32})-/.exec(answer.headers.get("traceresponse") ?? "") ?? [];
      // On a busy machine the first page may have given up a call, such as the ad's, which then has no answer.
      await fetchTrace(open.status.traces, id, {
        isComplete: (spans) => spans.some(({ parentSpanId }) => !parentSpanId),
      });
      traces.push(id);
    }
  });
  afterAll(async () => {
    if (open) await runShop(open.folder, "revision", "down");
    await open?.stop();
    endShops();
    removeFolders();
  });

  test("is left out for a reason that still holds for some command", () => {
    const lines = inBlocks.map(written);
    expect(NOT_RUN.filter(([pattern]) => !lines.some((line) => pattern.test(line)))).toEqual([]);
    expect(runnable.length).toBeGreaterThan(10);
  });

  test.each(runnable.map((command) => [command.where, written(command), command] as const))(
    "%s: %s",
    async (_, line, command) => {
      const runner = RUNNERS.find(([pattern]) => pattern.test(line));
      expect(runner, "neither run here nor listed as left out").toBeDefined();
      await runner?.[1](command, { open, traces });
    },
    COMMAND_MS_MAX,
  );
});

interface Context {
  readonly open: OpenShop;
  readonly traces: readonly string[];
}

/** How the other commands are run: against the shop of this test, in place of the one on its usual ports. */
const RUNNERS: readonly (readonly [command: RegExp, run: (command: Command, context: Context) => Promise<void>])[] = [
  [/^npm start$/, startIsTheShop],
  [/^npm run \S+ -- --help$/, printsHelp],
  [/^npm run load\b/, visits],
  [/^npm run lab\b/, learns],
  [/^npx shop faults /, switchesFaults],
  [/^npx shop revision /, runsRevisions],
  [/^npx shop /, runsOnTheShop],
  [/^curl .*localhost:/, asks],
  [/^node (services\/flagservice|labs|tools\/canary|tools\/sampleapp)\/src\/main\.ts$/, serves],
  [/^node traceview\/src\/main\.ts$/, opensStore],
];

const script = (name: string) =>
  (JSON.parse(read("package.json")) as { readonly scripts: Readonly<Record<string, string>> }).scripts[name] ?? "";

/** The script, its Node flags aside, is what `openShop` has started. */
async function startIsTheShop(_: Command, { open }: Context): Promise<void> {
  expect(script("start")).toMatch(/^node (--\S+ )*tools\/shop\/bin\/shop\.mjs up$/);
  expect((await fetch(open.status.frontend)).status).toBe(200);
}

async function printsHelp({ args }: Command): Promise<void> {
  const [, file = ""] = /^node (\S+)$/.exec(script(args[1] ?? "")) ?? [];
  expect(execFileSync(process.execPath, [file, "--help"], { cwd: root, encoding: "utf8" })).toMatch(/^ {2}--/m);
}

/** For a second and two users instead; the report goes to a folder of its own. */
async function visits({ args }: Command, { open }: Context): Promise<void> {
  const given = args.slice(args.indexOf("--") < 0 ? args.length : args.indexOf("--") + 1);
  const report = join(stateFolder(), "report.html");
  const options = given.map((arg, i) => (given[i - 1] === "--html" ? report : arg));
  const short = ["--target", open.status.frontend, "--duration", "1s", "--users", "2", "--think", "100ms"];
  const child = spawn(
    process.execPath,
    ["loadgen/bin/load.mjs", ...options, ...short, "--traces", open.status.traces],
    {
      cwd: root,
      env: { ...plain, OTEL_EXPORTER_OTLP_ENDPOINT: open.status.ingest.otlpHttp },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const [printed, problems, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  expect({ code, problems: code === 0 ? "" : problems + printed }).toEqual({ code: 0, problems: "" });
}

/** With progress in the shop's folder. */
async function learns({ args }: Command, { open }: Context): Promise<void> {
  const given = args.slice(args.indexOf("--") < 0 ? args.length : args.indexOf("--") + 1);
  const command = ["labs/bin/lab.mjs", ...given, "--state", open.folder];
  expect(execFileSync(process.execPath, command, { cwd: root, encoding: "utf8", env: plain })).toContain("npm run lab");
}

/** With ids of traces in their places. */
async function runsOnTheShop({ args }: Command, { open, traces }: Context): Promise<void> {
  const ids = [...traces];
  const given = args.slice(1).map((arg) => (/^<.*id>$/.test(arg) ? (ids.shift() ?? "") : arg));
  const { code, stdout, stderr } = await runShop(open.folder, ...given);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/frontend|[0-9a-f]{32}/);
}

async function switchesFaults({ args }: Command, { open }: Context): Promise<void> {
  const { code, stdout, stderr } = await runShop(open.folder, ...args.slice(1));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).not.toBe("");
}

/** With a router of this shop, at a free port. */
async function runsRevisions({ args }: Command, { open }: Context): Promise<void> {
  await runShop(open.folder, "revision", "up", "--port", "0");
  const { code, stdout, stderr } = await runShop(open.folder, ...args.slice(1));
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  expect(stdout).toMatch(/hello|router|frontend/);
}

/** Pages of the frontend and its metrics, at the ports that this shop has. */
async function asks({ args }: Command, { open }: Context): Promise<void> {
  const headers = args.flatMap((arg, i) => (args[i - 1] === "-H" ? [arg.split(/: */, 2) as [string, string]] : []));
  const [, port = "", path = ""] = /^localhost:(\d+)(\/.*)$/.exec(args.at(-1) ?? "") ?? [];
  const metrics = open.status.services.find(({ name }) => name === "frontend")?.metrics ?? "";
  const base = { 8080: open.status.frontend, 9111: metrics.replace(/\/metrics$/, "") }[port];
  expect(base, `nothing is at port ${port}`).toBeDefined();
  const answer = await fetch(base + path, { headers });
  expect(answer.status).toBe(200);
  if (port === "9111")
    expect(await answer.text()).toMatch(/^http_server_request_duration_seconds_bucket.* # \{.*trace_id=/m);
  else expect(answer.headers.get("traceresponse")).toContain(/^[0-9a-f]{32}/.exec(headers[0]?.[1] ?? "")?.[0] ?? "00-");
}

/** Runs until it says that it serves. */
async function serves({ args }: Command): Promise<void> {
  const env = {
    ...plain,
    PORT: "0",
    SYNC_PORT: "0",
    METRICS_PORT: "0",
    LISTEN_ADDR: "127.0.0.1",
    OTEL_TRACES_EXPORTER: "none",
  };
  const child = spawn(process.execPath, [...args], { cwd: root, env, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const ended = once(child, "exit");
  const [message] = (await Promise.race([once(child, "message"), ended])) as [unknown];
  expect(message).toMatchObject({ serving: { port: expect.any(Number) } });
  child.kill("SIGTERM");
  expect((await ended)[0]).toBe(0);
}

/** The same, on free ports. */
async function opensStore({ args }: Command): Promise<void> {
  const free = ["query", "jaeger", "otlp-http", "otlp-grpc", "zipkin"].flatMap((name) => [`--${name}-port`, "0"]);
  await serves({ variables: {}, program: "node", args: [...args, ...free] });
}
