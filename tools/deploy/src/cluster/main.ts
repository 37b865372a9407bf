// `npm run smoke:cluster`: does the shop that is deployed in a cluster do what it should?
import { parseArgs } from "node:util";
import { type Check, noRestarts, podsReady, targetsUp, tracesComplete } from "./checks.ts";
import { Kubectl } from "./kubectl.ts";
import { rollingRestart } from "./rolling-restart.ts";

const HELP = `Checks the shop in the cluster that kubectl talks to (KUBECONFIG), in about four minutes:
pods Ready, none restarted, targets up, traces whole, every service restarted under load without a failed request.

  --context <name>     of the kubeconfig (default: its current one)
  --namespace <name>   (default: default)
  --wait <seconds>     for the pods to become Ready (default: 300)
  --image <name>       the visitors' (default: the loadgenerator's)
  --services <a,b>     restarts only these
  --skip-restart       restarts nothing
`;

const say = (text: string) => void process.stdout.write(`${text}\n`);

/** Runs the checks one after the other; gives the exit code: 0 good, 1 a check failed, 2 wrong options. */
async function smoke(): Promise<number> {
  const values = optionsOf(process.argv.slice(2));
  if (!values) return 2;
  if (values.help) {
    say(HELP);
    return 0;
  }
  const kubectl = new Kubectl(values.context, values.namespace);
  const checks: [string, Check][] = [
    ["pods are Ready", podsReady(Number(values.wait) * 1000)],
    ["nothing was restarted", noRestarts],
    ["Prometheus sees everything", targetsUp],
    ["traces are whole", tracesComplete],
    ...(values["skip-restart"]
      ? []
      : [
          ["a rolling restart fails nobody", rollingRestart(values.image, values.services, say)] satisfies [
            string,
            Check,
          ],
          ["nothing was restarted since", noRestarts] satisfies [string, Check],
        ]),
  ];
  for (const [what, check] of checks) {
    const started = performance.now();
    const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
    try {
      say(`✔ ${what}: ${await check(kubectl)} (${seconds()})`);
    } catch (error) {
      say(`✘ ${what}: ${error instanceof Error ? error.message : String(error)} (${seconds()})`);
      return 1;
    }
  }
  return 0;
}

function optionsOf(args: string[]) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        context: { type: "string", default: "" },
        namespace: { type: "string", default: "default" },
        wait: { type: "string", default: "300" },
        image: { type: "string", default: "" },
        services: { type: "string", default: "" },
        "skip-restart": { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (!/^\d+$/.test(values.wait)) throw new Error(`--wait: give seconds, not "${values.wait}"`);
    return values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    return undefined;
  }
}

process.exitCode = await smoke();
