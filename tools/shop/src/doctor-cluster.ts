import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Finding } from "./doctor.ts";

/** Runs a program and resolves to its output; rejects when it is missing, fails, or takes longer than ten seconds. */
export type RunTool = (command: string, args: readonly string[]) => Promise<string>;

const CPUS_MIN = 3;
/** Just below the capacity that a node of "6 GB" reports. */
const MEMORY_MIN_MIB = 5500;
const runTool: RunTool = async (command, args) =>
  (await promisify(execFile)(command, args, { timeout: 10_000 })).stdout;

interface Node {
  readonly metadata: { readonly name: string };
  readonly status: {
    readonly capacity: { readonly cpu: string; readonly memory: string };
    readonly nodeInfo: { readonly containerRuntimeVersion: string };
  };
}

/** `shop doctor --cluster`: checks the programs and the cluster that `skaffold run` needs. */
export async function examineCluster(run: RunTool = runTool): Promise<readonly Finding[]> {
  return [
    await programFinding(run, "kubectl", ["version", "--client"], "https://kubernetes.io/docs/tasks/tools/"),
    await programFinding(run, "skaffold", ["version"], "https://skaffold.dev/docs/install/"),
    await programFinding(
      run,
      "docker",
      ["version", "--format", "{{.Server.Version}}"],
      "start Docker; it builds images",
    ),
    ...(await nodeFindings(run)),
  ];
}

async function programFinding(run: RunTool, what: string, args: readonly string[], help: string): Promise<Finding> {
  try {
    const [line = ""] = (await run(what, args)).split("\n");
    return { what, verdict: "good", detail: line };
  } catch {
    return { what, verdict: "bad", detail: `does not answer: ${help}` };
  }
}

async function nodeFindings(run: RunTool): Promise<Finding[]> {
  let nodes: readonly Node[];
  try {
    nodes = (JSON.parse(await run("kubectl", ["get", "nodes", "-o", "json"])) as { items: readonly Node[] }).items;
  } catch {
    const detail = "kubectl reaches none: minikube start --container-runtime=docker --cpus=3 --memory=6g";
    return [{ what: "cluster", verdict: "bad", detail }];
  }
  const cpus = sum(nodes.map(({ status }) => Number(status.capacity.cpu)));
  const memoryMib = sum(nodes.map(({ status }) => Number.parseInt(status.capacity.memory, 10) / 1024));
  return [
    {
      what: "cluster",
      verdict: nodes.length > 0 ? "good" : "bad",
      detail: `${nodes.length} ${nodes.length === 1 ? "node" : "nodes"}`,
    },
    {
      what: "CPUs",
      verdict: cpus >= CPUS_MIN ? "good" : "bad",
      detail: `${cpus}${cpus >= CPUS_MIN ? "" : `, but ${CPUS_MIN} are needed: minikube start --cpus=3`}`,
    },
    {
      what: "memory",
      verdict: memoryMib >= MEMORY_MIN_MIB ? "good" : "bad",
      detail: `${Math.round(memoryMib)} MiB${memoryMib >= MEMORY_MIN_MIB ? "" : ", but 6 GB are needed: minikube start --memory=6g"}`,
    },
    ...nodes.filter(({ metadata }) => metadata.name.startsWith("minikube")).map(runtimeFinding),
  ];
}

/** skaffold builds in minikube's own Docker, which exists only when that is the container runtime. */
function runtimeFinding({ status }: Node): Finding {
  const runtime = status.nodeInfo.containerRuntimeVersion;
  const good = runtime.startsWith("docker:");
  const advice = ", which skaffold can't build into: minikube delete, minikube start --container-runtime=docker";
  return { what: "runtime", verdict: good ? "good" : "bad", detail: `${runtime}${good ? "" : advice}` };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
