import { basename } from "node:path";
import { parseArgs } from "node:util";
import { outputProblem } from "@hipstershop/runtime/files";
import { scenarios, type Scenario } from "./scenarios.ts";
import type { ShopOptions } from "./shop-process.ts";

export const HELP = `Usage: npm run bench -- [options]

  --seconds <n>           length of each measurement, after as long a warm-up of at most 2 s (5)
  --warm-up <pages>       of the flow, for each shop before the first measurement (1000)
  --connections <list>    (1,4,16,64; with --profile 4)
  --only <text>           scenarios whose name contains it
  --processes             one process per service
  --threads <n>           of the shop in one process (1)
  --telemetry <on|off>    off: OTEL_SDK_DISABLED (on)
  --node=<flags>          for the shop's process, as package.json has them for npm start ("--max-semi-space-size=8")

 Other shops, measured in turn with this one; each may be given several times:
  --peer <file>           one that is open: {"name": "original", "frontend": "http://…", "pids": [1, 2]}
  --variant <form>        this shop with other options: "name: --threads 1 --telemetry off --node=<flag> --checkout <folder>"
  --checkout <folder>     the shop of another checkout: --variant "<folder's name>: --checkout <folder>"
  --rounds <n>            of all shops, for each figure, which is the rounds' median (3; 1 without other shops)

 Something else instead:
  --profile <folder>      profiles of CPU and allocations, with flame graphs, and what garbage collection costs
  --calls                 one rpc, and one span exported
  --start                 the bundle of one service, from its start to its first answered rpc
  --bundles               memory of the eleven services as their images run them, fresh, loaded, and in calm
  --faults                what it costs that faults could act, while all are off
  --growth                how cost grows with catalog, cart lines and users
  --capacity              what docs/scale.md computes with: CPU, calls, spans, Redis commands per page; metrics
  --frontends             1, 2 and 4 frontends behind a balancer, in turn

 What comes out:
  --whole                 also start-up, idle CPU over 10 s, and memory when open, idle, after 20,000 pages, and in calm again
  --json <file>           write the figures
  --markdown <file>       write them as tables
  --compare <file>        ratios against figures written before, corrected by the calibration job
`;

/** Our shop in another form. */
export interface Variant {
  readonly name: string;
  readonly shop: ShopOptions;
}

const INSTEAD = ["calls", "start", "bundles", "faults", "growth", "capacity", "frontends"] as const;

/** What the command line asks for. */
export interface BenchOptions {
  readonly help: boolean;
  readonly forMs: number;
  /** Pages before the first measurement. */
  readonly warmUp: number;
  readonly connections: readonly number[];
  readonly scenarios: readonly Scenario[];
  readonly shop: ShopOptions;
  readonly peers: readonly string[];
  readonly variants: readonly Variant[];
  readonly rounds: number;
  readonly profile: string | undefined;
  readonly instead: (typeof INSTEAD)[number] | undefined;
  readonly whole: boolean;
  readonly json: string | undefined;
  readonly markdown: string | undefined;
  readonly compare: string | undefined;
}

/** What a form of the shop may be asked for by, on the command line and in a variant. */
const FORM = {
  processes: { type: "boolean", default: false },
  threads: { type: "string" },
  telemetry: { type: "string", default: "on" },
} as const;

const DEFAULT_FLAGS = "--max-semi-space-size=8";

/** Reads the command line; throws, in words for its user, when it can't be followed. */
export function parseOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...FORM,
      node: { type: "string", default: DEFAULT_FLAGS },
      seconds: { type: "string", default: "5" },
      "warm-up": { type: "string", default: "1000" },
      connections: { type: "string" },
      only: { type: "string", default: "" },
      peer: { type: "string", multiple: true, default: [] },
      variant: { type: "string", multiple: true, default: [] },
      checkout: { type: "string", multiple: true, default: [] },
      rounds: { type: "string" },
      profile: { type: "string" },
      calls: { type: "boolean", default: false },
      start: { type: "boolean", default: false },
      bundles: { type: "boolean", default: false },
      faults: { type: "boolean", default: false },
      growth: { type: "boolean", default: false },
      capacity: { type: "boolean", default: false },
      frontends: { type: "boolean", default: false },
      whole: { type: "boolean", default: false },
      json: { type: "string" },
      markdown: { type: "string" },
      compare: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  for (const name of ["json", "markdown"] as const) {
    const problem = values[name] === undefined ? undefined : outputProblem(values[name]);
    if (problem !== undefined) throw new Error(`--${name} must be ${problem}`);
  }
  if (values.profile !== undefined && values.processes)
    throw new Error("--profile is for the shop in one process, without --processes");
  const checkouts = values.checkout.map((folder) => `${basename(folder)}: --checkout ${folder}`);
  const isAlone = values.peer.length + values.variant.length + checkouts.length === 0;
  return {
    help: values.help,
    forMs: positive("seconds", values.seconds) * 1000,
    warmUp: positive("warm-up", values["warm-up"]),
    connections: (values.connections ?? (values.profile === undefined ? "1,4,16,64" : "4"))
      .split(",")
      .map((text) => positive("connections", text)),
    scenarios: chosen(values.only),
    shop: formOf(values.profile === undefined ? values : { ...values, threads: "1" }, values.node.split(" ")),
    peers: values.peer,
    variants: [...values.variant, ...checkouts].map(parseVariant),
    rounds: positive("rounds", values.rounds ?? (isAlone ? "1" : "3")),
    profile: values.profile,
    instead: INSTEAD.find((name) => values[name]),
    whole: values.whole,
    json: values.json,
    markdown: values.markdown,
    compare: values.compare,
  };
}

/** `name: options`. A `--node` replaces the flags of `npm start`; several are added up. */
export function parseVariant(text: string): Variant {
  const [, name = "", form = ""] = /^([^:]+): *(.*)$/.exec(text.trim()) ?? [];
  if (name === "") throw new Error(`--variant must be "name: options", not ${JSON.stringify(text)}`);
  const { values } = parseArgs({
    args: form.split(/\s+/).filter((word) => word !== ""),
    options: {
      ...FORM,
      node: { type: "string", multiple: true, default: [DEFAULT_FLAGS] },
      checkout: { type: "string" },
    },
  });
  const shop = formOf(values, values.node);
  return { name, shop: values.checkout === undefined ? shop : { ...shop, checkout: values.checkout } };
}

interface Form {
  readonly processes: boolean;
  readonly threads?: string | undefined;
  readonly telemetry: string;
}

function formOf({ processes, threads, telemetry }: Form, flags: readonly string[]): ShopOptions {
  if (telemetry !== "on" && telemetry !== "off") throw new Error(`--telemetry must be on or off, not ${telemetry}`);
  return {
    processes,
    ...(threads !== undefined && { threads: positive("threads", threads) }),
    telemetry: telemetry === "on",
    nodeFlags: flags.filter((flag) => flag !== ""),
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!(value > 0)) throw new Error(`--${name} must be more than 0, not ${JSON.stringify(text)}`);
  return value;
}

function chosen(text: string): readonly Scenario[] {
  const found = scenarios.filter(({ name }) => name.includes(text));
  if (found.length > 0) return found;
  throw new Error(`--only must be part of one of ${scenarios.map(({ name }) => `"${name}"`).join(", ")}`);
}
