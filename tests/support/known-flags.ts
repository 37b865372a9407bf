import { execFileSync, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "./shell-text.ts";
import { plain } from "./shop-command.ts";
import { packages, read, root } from "./workspace.ts";

const SHOP = "tools/shop/bin/shop.mjs";
const helps = new Map<string, string>();

/** What a program of ours says when asked for --help; asked once. */
function helpOf(...command: readonly string[]): string {
  const key = command.join(" ");
  const known = helps.get(key);
  if (known !== undefined) return known;
  const help = execFileSync(process.execPath, [...command, "--help"], { cwd: root, encoding: "utf8", env: plain });
  helps.set(key, help);
  return help;
}

const scriptsOf = (folder: string) =>
  (JSON.parse(read(join(folder, "package.json"))) as { readonly scripts?: Readonly<Record<string, string>> }).scripts ??
  {};

/** Where flags of `npm run …` are explained, by script. */
const HELP_OF_SCRIPT: Readonly<Record<string, readonly string[]>> = {
  start: [SHOP, "up"],
  load: ["loadgen/bin/load.mjs"],
  bench: ["tests/bench/main.ts"],
  canary: ["tools/canary-pipeline/bin/canary.mjs"],
  chaos: ["tools/chaos/bin/chaos.mjs"],
  lab: ["labs/bin/lab.mjs"],
  pack: ["tools/pack/src/main.ts"],
  images: ["tools/deploy/src/images/main.ts"],
  "smoke:cluster": ["tools/deploy/src/cluster/main.ts"],
};
/** These have no --help, but refuse what they don't know. */
const REFUSING: Readonly<Record<string, readonly string[]>> = {
  "k3s-chart": ["tools/deploy/src/helm/main.ts", "--overlay", "none-of-that-name"],
};

/** Names of flags in the arguments, without their values. */
const flagsIn = (args: readonly string[]) =>
  args.filter((arg) => /^--?[a-z]/.test(arg) && arg !== "--help").map((arg) => arg.split("=")[0] ?? "");

const unknownFlags = (args: readonly string[], help: string) =>
  flagsIn(args).filter((flag) => !new RegExp(`(?<![\\w-])${flag}(?![\\w-])`).test(help));

/** What is wrong with a command of npm: a script that does not exist, a flag that its program does not know. */
export function npmProblem({ args }: Command): string | undefined {
  const dashes = args.indexOf("--");
  const [own, passedOn] = dashes < 0 ? [args, []] : [args.slice(0, dashes), args.slice(dashes + 1)];
  const [verb, ...more] = own.filter((arg) => arg !== "--silent");
  if (verb === "ci" || verb === "ls") return undefined;
  const script = verb === "run" ? more.shift() : verb;
  const workspace = more[0] === "-w" ? more[1] : undefined;
  const folder = packages().find(({ name }) => name === workspace)?.folder ?? ".";
  if (script === undefined || !(script in scriptsOf(folder))) return `npm knows no script ${script}`;
  return scriptProblem(script, passedOn);
}

function scriptProblem(script: string, args: readonly string[]): string | undefined {
  if (flagsIn(args).length === 0) return undefined;
  const refusing = REFUSING[script];
  if (refusing) {
    const { stderr } = spawnSync(process.execPath, [...refusing, ...args], { cwd: root, encoding: "utf8", env: plain });
    return /Unknown option '[^']*'/.exec(stderr)?.[0];
  }
  const program = HELP_OF_SCRIPT[script];
  if (!program) return `nobody knows the flags of npm run ${script}`;
  const unknown = unknownFlags(args, helpOf(...program));
  return unknown.length > 0 ? `npm run ${script} knows no ${unknown.join(", ")}` : undefined;
}

/** What is wrong with a command of npx: `shop` is ours, of others only the name is looked at. */
export function npxProblem({ args }: Command): string | undefined {
  const [name = "", ...rest] = args;
  if (name !== "shop") return existsSync(join(root, "node_modules/.bin", name)) ? undefined : `nobody installs ${name}`;
  const path: string[] = [];
  let help = helpOf(SHOP);
  let everything = help;
  for (const word of rest.filter((arg) => !arg.startsWith("-"))) {
    if (!/^Commands:/m.test(help)) break;
    if (!new RegExp(`^  ${word} `, "m").test(help)) return `shop knows no ${[...path, word].join(" ")}`;
    path.push(word);
    help = helpOf(SHOP, ...path);
    everything += help;
  }
  const unknown = unknownFlags(rest, everything);
  return unknown.length > 0 ? `shop ${path.join(" ")} knows no ${unknown.join(", ")}` : undefined;
}

/** What is wrong with a command of node: a file that is not there. */
export function nodeProblem({ args }: Command): string | undefined {
  const file = args.find((arg) => !arg.startsWith("-")) ?? "";
  return existsSync(join(root, file)) ? undefined : `there is no ${file}`;
}

/** What is wrong with a command of skaffold: a profile or an artifact's file that is not there. */
export function skaffoldProblem({ args }: Command): string | undefined {
  const profiles = args.flatMap((arg, i) => (args[i - 1] === "-p" ? arg.split(",") : []));
  const unknown = profiles.filter((profile) => !new RegExp(`^  - name: ${profile}$`, "m").test(read("skaffold.yaml")));
  return unknown.length > 0 ? `skaffold.yaml has no profile ${unknown.join(", ")}` : undefined;
}

/** What is wrong with a command of docker: SERVICE is no package of ours. */
export function dockerProblem({ args }: Command): string | undefined {
  const services = args.flatMap((arg) => /^SERVICE=([^$]+)$/.exec(arg)?.[1] ?? []);
  return services.find((folder) => !existsSync(join(root, folder, "package.json")));
}

/** What is wrong with a command of kubectl: a folder of manifests that is not there. */
export function kubectlProblem({ args }: Command): string | undefined {
  const folders = args.filter((arg) => arg.startsWith("kubernetes-manifests/"));
  return folders.find((folder) => !existsSync(join(root, folder, "kustomization.yaml")));
}

/** What is wrong with a command of grpcurl: an rpc that no contract has. */
export function grpcurlProblem({ args }: Command): string | undefined {
  const [, service = "", rpc = ""] = /^[\w.]+\.(\w+)\/(\w+)$/.exec(args.at(-1) ?? "") ?? [];
  if (service === "") return args.at(-1) === "list" ? undefined : "no rpc is named";
  const contracts = execFileSync("git", ["ls-files", "protos"], { cwd: root, encoding: "utf8" }).trim().split("\n");
  const has = contracts
    .map(read)
    .some((text) => new RegExp(`service ${service} \\{[^}]*rpc ${rpc}\\(`, "s").test(text.replaceAll(/\{\s*\}/g, "")));
  return has ? undefined : `no contract has ${service}/${rpc}`;
}
