import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";

/** Standard output, standard error and exit code of a command. */
export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

/** Runs a command to its end; rejects when it can't be started, or does not end in time. */
export async function runCommand(
  command: string,
  args: readonly string[],
  { input = "", timeoutMs }: { readonly input?: string; readonly timeoutMs?: number } = {},
): Promise<CommandResult> {
  const child = spawn(command, args, timeoutMs === undefined ? {} : { signal: AbortSignal.timeout(timeoutMs) });
  const ended = new Promise<number>((resolve, reject) => {
    child.on("close", (code) => resolve(code ?? 1));
    child.on("error", reject);
  });
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { stdout, stderr: stderr.trim(), code };
}
