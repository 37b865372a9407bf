import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { constants, setPriority, tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { workspaceOf } from "./packages.ts";

/** Twelve containers on one node: they check one after the other, once all have had the time to start again. */
const TURN_MS = 1500;
const FIRST_TURN_MS = 3000;
const LINES_MAX = 12;
/** Half a second more, and a hundred MiB less. */
const MEMORY = ["GOGC=50", "GOMEMLIMIT=160MiB"];
const compiler = findCompiler();

/**
 * Says what TypeScript has against a package and all it imports. Node strips types without looking at them; this looks, beside the
 * program and with less right to the processor, and never stops it.
 */
export class TypeCheck {
  readonly #folder: string;
  readonly #root: string;
  readonly #say: (text: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #child: ChildProcess | undefined;
  #wasWrong = false;

  constructor(folder: string, say: (text: string) => void) {
    this.#folder = folder;
    this.#root = workspaceOf(folder);
    this.#say = say;
    if (!compiler) say("types are not checked: there is no typescript here");
  }

  /** Checks at once, or when it is this package's turn among all that have the same to check. */
  soon(when: "now" | "in turn"): void {
    this.cancel();
    if (!compiler) return;
    const delayMs = when === "now" ? 0 : FIRST_TURN_MS + turnOf(this.#folder) * TURN_MS;
    this.#timer = setTimeout(() => this.#check(), delayMs);
  }

  /** For a change that comes meanwhile. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }

  #check(): void {
    const kept = join(tmpdir(), `${basename(this.#folder)}.tsbuildinfo`);
    const options = ["--noEmit", "--pretty", "false", "--singleThreaded", "--incremental", "--tsBuildInfoFile", kept];
    const command = [...MEMORY, process.execPath, compiler!, "-p", this.#folder, ...options];
    const child = spawn("env", command, { cwd: this.#root, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    yieldTo(child);
    let printed = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data: Buffer) => (printed += data.toString()));
    child.once("error", ({ message }) => this.#say(`types are not checked: ${message}`));
    child.once("close", (code) => {
      if (this.#child !== child) return;
      this.#child = undefined;
      this.#tell(code === 0 ? [] : printed.split("\n").filter((line) => line !== ""));
    });
  }

  #tell(lines: readonly string[]): void {
    if (lines.length > 0) {
      const more = lines.length - LINES_MAX;
      const shown = lines.slice(0, LINES_MAX).map((line) => `  ${withPlace(line)}`);
      this.#say(
        ["types are wrong, at which Node does not look:", ...shown, ...(more > 0 ? [`  … ${more} more`] : [])].join(
          "\n",
        ),
      );
    } else if (this.#wasWrong) this.#say(`${relative(this.#root, this.#folder)}: types are right again`);
    this.#wasWrong = lines.length > 0;
  }
}

/** "a.ts(12,5): error" → "a.ts:12:5: error", which terminals make a link of. */
export function withPlace(line: string): string {
  return line.replace(/^(\S.*?)\((\d+),(\d+)\): /, "$1:$2:$3: ");
}

function yieldTo({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already.
  }
}

function turnOf(folder: string): number {
  return Math.max(0, readdirSync(dirname(folder)).indexOf(basename(folder)));
}

function findCompiler(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");
  } catch {
    return undefined;
  }
}
