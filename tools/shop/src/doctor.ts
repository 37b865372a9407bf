import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { freemem } from "node:os";
import { promisify } from "node:util";
import { makeFolder } from "@hipstershop/runtime/files";
import { freePorts, wantedPorts } from "./ports.ts";

/** The result of one check. */
export interface Finding {
  readonly what: string;
  /** good: as it should be; note: works, with a difference; bad: won't work. */
  readonly verdict: "good" | "note" | "bad";
  readonly detail: string;
}

const MEMORY_MIN_BYTES = 300 * 1_048_576;

/** `shop doctor`: checks what the shop needs on this machine. */
export async function examineMachine(stateFolder: string): Promise<readonly Finding[]> {
  return [
    nodeFinding(),
    memoryFinding(),
    folderFinding(stateFolder),
    ...(await portFindings()),
    await toolFinding(
      "redis-server",
      "carts can also live in Redis: REDIS_ADDR=localhost:6379",
      "not needed: carts live in a file",
    ),
    await toolFinding(
      "docker",
      "is installed; whether it answers says `npx shop doctor --cluster`",
      "not needed for `npm start`, only to build images",
    ),
    await toolFinding(
      "kubectl",
      "is installed; whether it reaches a cluster says `npx shop doctor --cluster`",
      "not needed for `npm start`, only for a cluster",
    ),
  ];
}

function nodeFinding(): Finding {
  const good = Number(process.versions.node.split(".")[0]) >= 24;
  return {
    what: "Node",
    verdict: good ? "good" : "bad",
    detail: `${process.version}${good ? "" : ", but 24 or later is needed"}`,
  };
}

function memoryFinding(): Finding {
  const free = freemem();
  const verdict = free >= MEMORY_MIN_BYTES ? "good" : "note";
  return { what: "free memory", verdict, detail: `${Math.round(free / 1_048_576)} MiB; the shop takes about 150` };
}

function folderFinding(stateFolder: string): Finding {
  try {
    makeFolder(stateFolder);
    accessSync(stateFolder, constants.W_OK);
    return { what: "state folder", verdict: "good", detail: `${stateFolder} can be written` };
  } catch (error) {
    return {
      what: "state folder",
      verdict: "bad",
      detail: `${stateFolder} can't be written: ${(error as Error).message}`,
    };
  }
}

async function portFindings(): Promise<Finding[]> {
  const { substitutions } = await freePorts(wantedPorts(undefined), "127.0.0.1");
  if (substitutions.length === 0) return [{ what: "ports", verdict: "good", detail: "all free" }];
  return substitutions.map(({ name, wanted, used, holder }) => ({
    what: `port ${wanted}`,
    verdict: "note",
    detail: `taken by ${holder ?? "another program"}; ${name} would use ${used}`,
  }));
}

async function toolFinding(command: string, found: string, absent: string): Promise<Finding> {
  const present = await promisify(execFile)(command, ["--version"], { timeout: 3000 }).then(
    () => true,
    (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
  );
  return { what: command, verdict: present ? "good" : "note", detail: present ? found : absent };
}
