import { once } from "node:events";
import { getCompileCacheDir } from "node:module";
import { Worker } from "node:worker_threads";
import type { Variables } from "./environment.ts";
import { launchHere } from "./launch-here.ts";
import type { Launch, Launched, LaunchEvents } from "./launch.ts";
import { inThreads, type ThreadedService } from "./threaded-services.ts";

/** What a thread begins with. */
export interface ThreadData {
  readonly name: ThreadedService;
  /** Folder of compiled code. */
  readonly compileCache: string | undefined;
}

/** What the runner sends to a service's thread: start with these variables, or stop. */
export type ToThread = { readonly start: Variables } | { readonly stop: true };

/** What a service's thread sends: it is loaded; it serves; a line for the terminal; it could not start. */
export type FromThread =
  | { readonly serving: Pick<Launched, "port" | "metricsUrl"> }
  | { readonly line: string }
  | { readonly failed: Error };

/**
 * Launches into this process with `threads` threads: the services that cost most get one each, all others share the
 * main one with the trace store. The threads load their services at once, while others start.
 */
export function launchInThreads(threads: number): Launch {
  const loading = new Map<string, ServiceThread>();
  for (const name of inThreads(threads)) loading.set(name, new ServiceThread(name));
  return (service, variables, events) => {
    const thread = loading.get(service.name);
    return thread ? thread.start(variables, events) : launchHere(service, variables, events);
  };
}

/** One service in a thread of its own. An error that nothing catches there ends the process, as one in the main thread. */
class ServiceThread {
  readonly #worker: Worker;

  constructor(name: ThreadedService) {
    const workerData: ThreadData = { name, compileCache: getCompileCacheDir() };
    this.#worker = new Worker(new URL("./service-thread.ts", import.meta.url), { workerData, name });
    // Nobody waits for a thread that only loads, as when the start is given up.
    this.#worker.unref();
    this.#worker.on("error", (error) => {
      throw error;
    });
  }

  async start(variables: Variables, events: LaunchEvents): Promise<Launched> {
    const started = Promise.withResolvers<Pick<Launched, "port" | "metricsUrl">>();
    this.#worker.on("message", (message: FromThread) => {
      if ("line" in message) events.printLine(message.line);
      else if ("failed" in message) started.reject(message.failed);
      else started.resolve(message.serving);
    });
    this.#send({ start: variables });
    const serving = await started.promise;
    return {
      ...serving,
      pid: process.pid,
      state: "serving",
      [Symbol.asyncDispose]: () => this.#stop(),
    };
  }

  async #stop(): Promise<void> {
    const ended = once(this.#worker, "exit");
    this.#send({ stop: true });
    await ended;
  }

  #send(message: ToThread): void {
    this.#worker.postMessage(message, []);
  }
}
