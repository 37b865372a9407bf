import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { run } from "../run.ts";

const FORWARD_AT_MOST_MS = 60_000;

/** What is read of a pod. */
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

/** What is read of a Deployment. */
export interface Deployment {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly template: { readonly spec: { readonly containers: readonly { readonly image: string }[] } };
  };
}

/** Asks one cluster, in one namespace, by the kubectl of this machine. */
export class Kubectl {
  readonly #global: readonly string[];
  readonly #namespace: string;

  /** "" as context: the current one of the kubeconfig. */
  constructor(context: string, namespace: string) {
    this.#namespace = namespace;
    this.#global = [...(context ? [`--context=${context}`] : []), `--namespace=${namespace}`];
  }

  /** Runs kubectl and gives what it printed; rejects with what it complained about. */
  async run(args: readonly string[], { input = "", timeoutMs = 30_000 } = {}): Promise<string> {
    const options = { input, timeoutMs };
    const { out, complaint, code } = await run("kubectl", [...this.#global, ...args], options);
    if (code !== 0) throw new Error(`kubectl ${args.slice(0, 3).join(" ")}: ${complaint || `code ${code}`}`);
    return out;
  }

  async #json<T>(args: readonly string[]): Promise<T> {
    return JSON.parse(await this.run(args)) as T;
  }

  /** The shop's pods that are not on their way out. */
  async pods(): Promise<readonly Pod[]> {
    const selector = "app.kubernetes.io/part-of=hipster-shop";
    const { items } = await this.#json<{ items: readonly Pod[] }>(["get", "pods", "-l", selector, "-o", "json"]);
    return items.filter(({ metadata, status }) => !metadata.deletionTimestamp && status.phase !== "Succeeded");
  }

  /** How many pods of an app are on their way out. */
  async leaving(app: string): Promise<number> {
    const { items } = await this.#json<{ items: readonly Pod[] }>(["get", "pods", "-l", `app=${app}`, "-o", "json"]);
    return items.filter(({ metadata }) => metadata.deletionTimestamp).length;
  }

  async deployments(): Promise<readonly Deployment[]> {
    return (await this.#json<{ items: readonly Deployment[] }>(["get", "deployments", "-o", "json"])).items;
  }

  /** A page of a Service, through the API server: nothing has to be forwarded. */
  page<T>(service: string, port: string, path: string): Promise<T> {
    return this.#json<T>([
      "get",
      "--raw",
      `/api/v1/namespaces/${this.#namespace}/services/${service}:${port}/proxy${path}`,
    ]);
  }

  /** Lets `use` ask a Service at an address of this machine, for a minute at most. */
  async forwarded<T>(service: string, port: number, use: (url: string) => Promise<T>): Promise<T> {
    const args = [...this.#global, "port-forward", "--address=127.0.0.1", `service/${service}`, `:${port}`];
    const child = spawn("kubectl", args, {
      stdio: ["ignore", "pipe", "pipe"],
      signal: AbortSignal.timeout(FORWARD_AT_MOST_MS),
    });
    const ended = once(child, "close").catch(() => {});
    const complaint = text(child.stderr);
    try {
      for await (const line of createInterface({ input: child.stdout })) {
        const own = /^Forwarding from 127\.0\.0\.1:(\d+) /.exec(line)?.[1];
        if (own) return await use(`http://127.0.0.1:${own}`);
      }
      throw new Error(`kubectl port-forward ${service}: ${(await complaint).trim()}`);
    } finally {
      child.kill();
      await ended;
    }
  }
}
