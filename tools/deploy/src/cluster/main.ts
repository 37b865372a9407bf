// `npm run smoke:cluster`: checks that the shop deployed in a cluster works.
import { parseArgs } from "node:util";
import { outliveReaders } from "@hipstershop/outputs";
import { harmless } from "@hipstershop/text";
import { Kubectl } from "./kubectl.ts";
import { partsOf } from "./parts.ts";
import { planFor } from "./plan.ts";

const HELP = `Checks the shop in the cluster that kubectl talks to (KUBECONFIG).
In one and a half to two minutes (half a minute more where policies are enforced):
pods Ready, none restarted, an order bought, targets up, traces whole, every service restarted under load without a failed
request. What the shop is deployed without (Prometheus, separate services, …) is said, and not asked.

  --context <name>     of the kubeconfig (default: its current one)
  --namespace <name>   (default: default)
  --wait <seconds>     for the pods to become Ready (default: 300)
  --image <name>       the visitors' (default: the loadgenerator's)
  --services <a,b>     restarts only these
  --skip-restart       restarts nothing
`;

outliveReaders();
const printLine = (text: string) => void process.stdout.write(`${harmless(text)}\n`);

/** Runs the checks one after the other; resolves to the exit code: 0 success, 1 a check failed, 2 wrong options. */
async function runSmokeTest(): Promise<number> {
  const values = optionsOf(process.argv.slice(2));
  if (!values) return 2;
  if (values.help) {
    printLine(HELP);
    return 0;
  }
  const kubectl = new Kubectl(values.context, values.namespace);
  const there = await runStep("the cluster answers", () => kubectl.deployments());
  if (!there) return 1;
  const parts = partsOf(there.map(({ metadata }) => metadata.name));
  if (parts.lacking.length > 0) printLine(`– this shop is deployed without ${parts.lacking.join(", ")}`);
  const options = {
    waitMs: Number(values.wait) * 1000,
    image: values.image,
    services: values.services,
    restart: !values["skip-restart"],
  };
  for (const { what, check } of planFor(parts, options, printLine)) {
    if ("without" in check) printLine(`– ${what}: not asked, ${check.without}`);
    else if (!(await runStep(what, () => check(kubectl)))) return 1;
  }
  return 0;
}

/** Runs one step and prints its result; resolves to undefined when it failed. */
async function runStep<T>(what: string, ask: () => Promise<T>): Promise<T | undefined> {
  const started = performance.now();
  const seconds = () => `${((performance.now() - started) / 1000).toFixed(1)} s`;
  try {
    const found = await ask();
    if (typeof found === "string") printLine(`✔ ${what}: ${found} (${seconds()})`);
    return found;
  } catch (error) {
    printLine(`✘ ${what}: ${error instanceof Error ? error.message : String(error)} (${seconds()})`);
    return undefined;
  }
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
    process.stderr.write(`${harmless(error instanceof Error ? error.message : String(error))}\n\n${HELP}`);
    return undefined;
  }
}

process.exitCode = await runSmokeTest();
