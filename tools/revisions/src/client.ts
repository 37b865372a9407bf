import { spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { type IncomingMessage, request as send } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { type Holder, holderOf, isHere } from "@hipstershop/locks";
import { processVariables } from "@hipstershop/runtime";
import { makeFolder } from "@hipstershop/runtime/files";
import { type Addresses, EXIT_HELD, readAddresses, routerFolder, routerLock } from "./address-file.ts";
import { type DeployEvent, deployEventSchema, type DeployRequest, type RouterStatus, statusSchema } from "./model.ts";

const START_LIMIT_MS = 10_000;
/** It waits for the requests in flight. */
const STOP_LIMIT_MS = 45_000;
const LOOK_EVERY_MS = 20;

/** How the background process listens. */
export interface RouterOptions {
  readonly port: number;
  readonly host: string;
  /** Where spans are sent; Jaeger's usual port on this machine when left out. */
  readonly jaeger: string | undefined;
}

/** Commands to the background process of a state folder. */
export class RouterClient {
  readonly addresses: Addresses;

  constructor(addresses: Addresses) {
    this.addresses = addresses;
  }

  /** The one that runs; undefined when none does. */
  static async find(stateFolder: string): Promise<RouterClient | undefined> {
    const folder = routerFolder(stateFolder);
    const giveUpAt = Date.now() + START_LIMIT_MS;
    while (holderOf(routerLock(folder))) {
      const addresses = readAddresses(folder);
      const holder = holderOf(routerLock(folder));
      if (addresses && holder && holder !== "unknown" && holder.pid === addresses.pid)
        return new RouterClient(addresses);
      if (Date.now() > giveUpAt) throw new Error(`a router is being started or ended in ${folder}: ask again later`);
      await delay(LOOK_EVERY_MS);
    }
    return undefined;
  }

  /** The one that runs, or a new one, which outlives this process. */
  static async findOrStart(stateFolder: string, options: RouterOptions): Promise<RouterClient> {
    const known = await RouterClient.find(stateFolder);
    if (known) return known;
    await startRouter(routerFolder(stateFolder), options);
    const started = await RouterClient.find(stateFolder);
    if (!started) throw new Error("the router ended as soon as it had started");
    return started;
  }

  status(): Promise<RouterStatus> {
    return this.change("status", {});
  }

  /** Has it do a command; resolves to the status after it, rejects with why not. */
  async change(command: "status" | "rollout" | "scale" | "domain" | "delete", body: object): Promise<RouterStatus> {
    const answer = await this.#send(command, body);
    return statusSchema.parse(JSON.parse(await text(answer)));
  }

  /** Deploys; the events as they happen. */
  async *deploy(request: DeployRequest): AsyncGenerator<DeployEvent> {
    const answer = await this.#send("deploy", request);
    try {
      for await (const line of createInterface({ input: answer })) yield deployEventSchema.parse(JSON.parse(line));
    } catch (error) {
      throw answer.errored ? new Error("the router ended during the deployment", { cause: error }) : error;
    }
  }

  async #send(command: string, body: object): Promise<IncomingMessage> {
    const json = JSON.stringify(body);
    const options = { socketPath: this.addresses.control, path: `/${command}`, method: "POST", agent: false };
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      send({ ...options, headers: { "content-length": Buffer.byteLength(json) } })
        .once("response", resolve)
        .once("error", (cause) => reject(new Error(`the router does not answer (${cause.message})`, { cause })))
        .end(json);
    });
    if (answer.statusCode === 200) return answer;
    throw new Error(await text(answer));
  }
}

/** Ends the background process and all instances; false when none runs. */
export async function stopRouter(stateFolder: string): Promise<boolean> {
  const lock = routerLock(routerFolder(stateFolder));
  const holder = holderOf(lock);
  if (!holder) return false;
  if (holder === "unknown" || !isHere(holder)) throw new Error("the router runs where it can't be seen from here");
  process.kill(holder.pid, "SIGTERM");
  await untilEnded(lock, holder);
  return true;
}

async function untilEnded(lock: string, holder: Holder): Promise<void> {
  const { pid } = holder;
  const giveUpAt = Date.now() + STOP_LIMIT_MS;
  for (;;) {
    const now = holderOf(lock);
    const isReleased = !now || (now !== "unknown" && now.pid !== pid);
    if (isReleased && !isHere(holder)) return;
    if (Date.now() > giveUpAt) throw new Error(`the router (pid ${pid}) does not end`);
    await delay(LOOK_EVERY_MS);
  }
}

async function startRouter(folder: string, { port, host, jaeger }: RouterOptions): Promise<void> {
  const main = join(import.meta.dirname, "main.ts");
  // The image `shop` is one bundle, without this file.
  if (!existsSync(main)) throw new Error("revisions run from a clone of the repository; this is a bundle of it");
  makeFolder(folder);
  const log = join(folder, "router.log");
  const output = openSync(log, "w");
  const args = ["--folder", folder, "--port", String(port), "--host", host, ...(jaeger ? ["--jaeger", jaeger] : [])];
  const child = spawn(process.execPath, ["--max-semi-space-size=4", main, ...args], {
    // Not in the folder of the terminal, and in a session of its own: closing the terminal does not end it.
    detached: true,
    env: { ...processVariables(), NODE_COMPILE_CACHE: join(folder, "compile-cache") },
    stdio: ["ignore", output, output, "ipc"],
  });
  closeSync(output);
  const [message] = await Promise.race([once(child, "message"), once(child, "exit").then(() => [])]);
  if (message === undefined && child.exitCode !== EXIT_HELD)
    throw new Error(
      `the router can't be started: ${readFileSync(log, "utf8").trim().split("\n").slice(-8).join("\n")}`,
    );
  if (child.connected) child.disconnect();
  child.unref();
}
