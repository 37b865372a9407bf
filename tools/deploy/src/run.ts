import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

/** What a command printed, what it complained about, and its exit code. */
export interface Ran {
  readonly out: string;
  readonly complaint: string;
  readonly code: number;
}

/** Runs a command to its end; rejects when it can't be started, or takes longer than it may. */
export async function run(
  command: string,
  args: readonly string[],
  { input = "", timeoutMs }: { readonly input?: string; readonly timeoutMs?: number } = {},
): Promise<Ran> {
  const child = spawn(command, args, timeoutMs === undefined ? {} : { signal: AbortSignal.timeout(timeoutMs) });
  const ended = new Promise<number>((resolve, reject) => {
    child.on("close", (code) => resolve(code ?? 1));
    child.on("error", reject);
  });
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [out, complaint, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { out, complaint: complaint.trim(), code };
}
