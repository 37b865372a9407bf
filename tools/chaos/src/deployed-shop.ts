import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Target } from "./check.ts";
import type { BreakableShop } from "./shop-under-test.ts";

const READY_WITHIN = "120s";

/** A shop in a cluster, whose pods are deleted by kubectl. It can't be frozen: its images have no shell. */
export function deployedShop({ url, namespace }: Target): BreakableShop {
  const replicas = new Map<string, string>();
  const kubectl = async (...args: readonly string[]): Promise<string> => {
    try {
      const { stdout } = await promisify(execFile)("kubectl", ["--namespace", namespace, ...args]);
      return stdout.trim();
    } catch (error) {
      throw new Error(`kubectl ${args.join(" ")} failed: ${reasonOf(error)}`, { cause: error });
    }
  };
  const scale = (service: string, count: string) => kubectl("scale", `deployment/${service}`, `--replicas=${count}`);
  return {
    url,
    async kill(service) {
      replicas.set(service, await kubectl("get", `deployment/${service}`, "--output=jsonpath={.spec.replicas}"));
      await scale(service, "0");
      await kubectl("delete", "pod", `--selector=app=${service}`, "--grace-period=0", "--force", "--ignore-not-found");
    },
    async revive(service) {
      await scale(service, replicas.get(service) ?? "1");
      await kubectl("rollout", "status", `deployment/${service}`, `--timeout=${READY_WITHIN}`);
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

/** The last line that kubectl printed, or why it could not be run. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "ENOENT") return "there is no kubectl on this machine";
  const printed = "stderr" in error ? String(error.stderr).trim() : "";
  return printed.split("\n").at(-1) || error.message;
}
