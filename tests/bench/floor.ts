import { fork } from "node:child_process";
import { once } from "node:events";

/** The floor under a home page: what its thirteen exchanges cost as bare HTTP/2, in a process that rests between measurements. */
export interface Floor extends AsyncDisposable {
  /** CPU milliseconds of thirteen exchanges. */
  measure(forMs: number): Promise<number>;
}

/** Starts the process, with the young generation that `npm start` gives the shop. */
export function startFloor(): Floor {
  const child = fork(new URL("bare-http2.ts", import.meta.url), { execArgv: ["--max-semi-space-size=8"] });
  const ended = once(child, "exit");
  const failed = ended.then(([code]) => Promise.reject(new Error(`bare http2 ended with ${code}`)));
  failed.catch(() => {});
  return {
    async measure(forMs) {
      const answer = once(child, "message");
      child.send(forMs);
      const [cpuMs] = (await Promise.race([answer, failed])) as [number];
      return cpuMs;
    },
    async [Symbol.asyncDispose]() {
      child.disconnect();
      await ended;
    },
  };
}
