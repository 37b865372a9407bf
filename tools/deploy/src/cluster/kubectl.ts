import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { runCommand } from "../run.ts";

const FORWARD_AT_MOST_MS = 60_000;

/** The part of a pod that is read here. */
export interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly status: {
    readonly podIP?: string;
    readonly phase: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
    readonly containerStatuses?: readonly { readonly name: string; readonly restartCount: number }[];
  };
}

/** The part of a Deployment that is read here. */
export interface Deployment {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
}

/** One namespace of one cluster, through the kubectl of this machine. */
export class Kubectl {
  readonly #global: readonly string[];
  readonly #namespace: string;

  /** With "" as context, the current context of the kubeconfig. */
  constructor(context: string, namespace: string) {
    this.#namespace = namespace;
    this.#global = [...(context ? [`--context=${context}`] : []), `--namespace=${namespace}`];
  }

  /** Runs kubectl and resolves to its output; rejects with its error output. */
  async run(args: readonly string[], { input = "", timeoutMs = 30_000 } = {}): Promise<string> {
    const options = { input, timeoutMs };
    const { stdout, stderr, code } = await runCommand("kubectl", [...this.#global, ...args], options);
    if (code !== 0) throw new Error(`kubectl ${args.slice(0, 3).join(" ")}: ${stderr || `code ${code}`}`);
    return stdout;
  }

  async #json<T>(args: readonly string[]): Promise<T> {
    return JSON.parse(await this.run(args)) as T;
  }

  /** The shop's pods, without those that are terminating. */
  async pods(): Promise<readonly Pod[]> {
    const selector = "app.kubernetes.io/part-of=hipster-shop";
    const { items } = await this.#json<{ items: readonly Pod[] }>(["get", "pods", "-l", selector, "-o", "json"]);
    return items.filter(({ metadata, status }) => !metadata.deletionTimestamp && status.phase !== "Succeeded");
  }

  /** The number of pods of an app that are terminating. */
  async countTerminatingPods(app: string): Promise<number> {
    const { items } = await this.#json<{ items: readonly Pod[] }>(["get", "pods", "-l", `app=${app}`, "-o", "json"]);
    return items.filter(({ metadata }) => metadata.deletionTimestamp).length;
  }

  /** All Deployments of the namespace. */
  async deployments(): Promise<readonly Deployment[]> {
    return (await this.#json<{ items: readonly Deployment[] }>(["get", "deployments", "-o", "json"])).items;
  }

  /** The JSON at a path of a Service, through the API server's proxy. */
  getFromService<T>(service: string, port: string, path: string): Promise<T> {
    return this.#json<T>([
      "get",
      "--raw",
      `/api/v1/namespaces/${this.#namespace}/services/${service}:${port}/proxy${path}`,
    ]);
  }

  /** Calls `use` with the URL of a port forwarded to a Service, for a minute at most. */
  async withPortForward<T>(service: string, port: number, use: (url: string) => Promise<T>): Promise<T> {
    const args = [...this.#global, "port-forward", "--address=127.0.0.1", `service/${service}`, `:${port}`];
    const child = spawn("kubectl", args, {
      stdio: ["ignore", "pipe", "pipe"],
      signal: AbortSignal.timeout(FORWARD_AT_MOST_MS),
    });
    const ended = once(child, "close").catch(() => {});
    const errorOutput = text(child.stderr);
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        const own = /^Forwarding from 127\.0\.0\.1:(\d+) /.exec(line)?.[1];
        if (own) return await use(`http://127.0.0.1:${own}`);
      }
      throw new Error(`kubectl port-forward ${service}: ${(await errorOutput).trim()}`);
    } finally {
      child.kill();
      await ended;
    }
  }
}
