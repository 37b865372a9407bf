import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { birthOf } from "@hipstershop/locks";
import { z } from "zod";

const listSchema = z.array(z.object({ pid: z.number().int().min(2), birth: z.string().min(1) }));
type Listed = z.infer<typeof listSchema>[number];

/** The file of instances that run, by which those of a killed router are ended. */
export class RunningInstances {
  readonly #path: string;
  readonly #births = new Map<number, string>();

  constructor(folder: string) {
    this.#path = join(folder, "instances.json");
  }

  /** Kills what a router before has left behind. Pids that belong to another process by now are left alone. */
  endLeftovers(): void {
    for (const { pid, birth } of this.#read()) {
      if (birthOf(pid) !== birth) continue;
      try {
        process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
      } catch {
        // It has ended just now, or is another user's.
      }
    }
  }

  /** Writes which processes run now. */
  set(pids: readonly number[]): void {
    for (const pid of this.#births.keys()) if (!pids.includes(pid)) this.#births.delete(pid);
    for (const pid of pids) if (pid > 0 && !this.#births.has(pid)) this.#births.set(pid, birthOf(pid));
    const list: readonly Listed[] = [...this.#births].map(([pid, birth]) => ({ pid, birth }));
    try {
      writeFileSync(this.#path, `${JSON.stringify(list)}\n`);
    } catch {
      // A full disk, for example. The file is only needed after this process was killed.
    }
  }

  #read(): readonly Listed[] {
    try {
      return listSchema.parse(JSON.parse(readFileSync(this.#path, "utf8")));
    } catch {
      return [];
    }
  }
}
