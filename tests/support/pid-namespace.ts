import { spawnSync } from "node:child_process";

/** Runs a program as pid 1 of a new pid namespace, as a container does. */
const command = ["unshare", "--map-root-user", "--pid", "--fork", "--kill-child", "--mount-proc"] as const;

/** The command; undefined where the system does not allow it. */
export const pidNamespace: readonly string[] | undefined =
  spawnSync(command[0], [...command.slice(1), "true"], { stdio: "ignore" }).status === 0 ? command : undefined;
