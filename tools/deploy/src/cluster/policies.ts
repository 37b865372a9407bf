import { callGraph } from "../call-graph.ts";
import { STATEFUL } from "../network-policies.ts";
import type { Check } from "./checks.ts";
import type { Kubectl, Pod } from "./kubectl.ts";

const REDIS = 6379;

/** A connection from one pod to another to be tried. */
export interface Attempt {
  readonly from: string;
  readonly to: string;
  readonly port: number;
  /** Whether the call graph contains it. */
  readonly allowed: boolean;
}

/** An attempt with its result. */
export interface Tried extends Attempt {
  readonly connected: boolean;
}

/** Connections from every service and the load generator to every other service and the carts' Redis. */
export function connectionAttempts(): readonly Attempt[] {
  const graph = callGraph();
  const targets = [
    ...graph.map(({ name, ports }) => ({ name, port: ports[0] ?? 0 })),
    { name: "redis-cart", port: REDIS },
  ];
  const sources = [...graph, { name: "loadgenerator", calls: ["frontend"] }];
  return sources.flatMap(({ name: from, calls }) =>
    targets
      .filter(({ name: to }) => to !== from)
      .map(({ name: to, port }) => ({ from, to, port, allowed: mayCall(from, calls, to) })),
  );
}

function mayCall(from: string, calls: readonly string[], to: string): boolean {
  if (from === "loadgenerator") return to === "frontend";
  if (to === "redis-cart") return STATEFUL.includes(from);
  return to === "flagservice" || calls.includes(to);
}

/** The result in words; throws when a needed call is refused, or when only some of the others are. */
export function policyVerdict(tried: readonly Tried[]): string {
  const name = ({ from, to, port }: Attempt) => `${from} to ${to}:${port}`;
  const needed = tried.filter(({ allowed }) => allowed);
  const refused = needed.filter(({ connected }) => !connected);
  if (refused.length > 0) throw new Error(`refused: ${refused.map(name).join(", ")}`);
  const others = tried.filter(({ allowed }) => !allowed);
  const through = others.filter(({ connected }) => connected);
  if (through.length === others.length) return "nobody enforces them in this cluster: every call gets through";
  if (through.length > 0) throw new Error(`not in the call graph, but gets through: ${through.map(name).join(", ")}`);
  return `${needed.length} calls of the call graph get through, ${others.length} others are refused`;
}

/** Checks that pods can connect to the services that they call, and to no others. */
export const policiesHold: Check = async (kubectl) => {
  const addresses = new Map<string, string>();
  for (const pod of await kubectl.pods()) addresses.set(pod.metadata.labels?.["app"] ?? "", addressOf(pod));
  const deployed = connectionAttempts().filter(({ from, to }) => addresses.get(from) && addresses.get(to));
  const sources = [...new Set(deployed.map(({ from }) => from))];
  const tried: Tried[] = [];
  for (const source of sources) {
    const own = deployed.filter(({ from }) => from === source);
    const connected = await tryConnections(
      kubectl,
      source,
      own.map(({ to, port }) => [addresses.get(to)!, port]),
    );
    tried.push(...own.map((attempt, i) => ({ ...attempt, connected: connected[i] === true })));
  }
  return policyVerdict(tried);
};

function addressOf({ status }: Pod): string {
  return status.podIP ?? "";
}

/** Tries connections from inside a pod. A timeout of two seconds means refused, since policies drop packets without an answer. */
const CONNECT = `
const ask = ([host, port]) => new Promise((resolve) => {
  const socket = require("node:net").connect({ host, port, timeout: 2000 });
  const end = (answer) => { socket.destroy(); resolve(answer); };
  socket.on("connect", () => end(true)).on("error", () => end(false)).on("timeout", () => end(false));
});
Promise.all(JSON.parse(process.argv[1]).map(ask)).then((all) => console.log(JSON.stringify(all)));
`;

/** Whether a pod of an app can connect to each of the addresses. */
async function tryConnections(
  kubectl: Kubectl,
  app: string,
  to: readonly (readonly [string, number])[],
): Promise<boolean[]> {
  const program = ["/nodejs/bin/node", "-e", CONNECT, JSON.stringify(to)];
  return JSON.parse(await kubectl.run(["exec", `deployment/${app}`, "--", ...program])) as boolean[];
}
