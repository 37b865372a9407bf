import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { constants, setPriority, tmpdir } from "node:os";
import { basename, dirname, join, relative } from "node:path";
import { workspaceOf } from "./packages.ts";

/** Twelve containers may be on one node: they check types one after the other, after all have restarted. */
const TURN_MS = 1500;
const FIRST_TURN_MS = 3000;
const LINES_MAX = 12;
/** Makes a check half a second slower, and saves 100 MiB. */
const MEMORY = ["GOGC=50", "GOMEMLIMIT=160MiB"];
const compiler = findCompiler();

/**
 * Prints the type errors of a package and of all it imports. Node strips types without checking them; this runs the compiler
 * beside the program, with a low priority. Type errors do not stop the program.
 */
export class TypeCheck {
  readonly #folder: string;
  readonly #root: string;
  readonly #printLine: (text: string) => void;
  #timer: NodeJS.Timeout | undefined;
  #child: ChildProcess | undefined;
  #wasWrong = false;

  constructor(folder: string, printLine: (text: string) => void) {
    this.#folder = folder;
    this.#root = workspaceOf(folder);
    this.#printLine = printLine;
    if (!compiler) printLine("types are not checked: there is no typescript here");
  }

  /** Checks now, or "in turn": after the containers of packages that come before this one, which changed as well. */
  scheduleCheck(when: "now" | "in turn"): void {
    this.cancelCheck();
    if (!compiler) return;
    const delayMs = when === "now" ? 0 : FIRST_TURN_MS + turnOf(this.#folder) * TURN_MS;
    this.#timer = setTimeout(() => this.#runCompiler(), delayMs);
  }

  /** Cancels a scheduled or running check, because a file has changed again. */
  cancelCheck(): void {
    clearTimeout(this.#timer);
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }

  #runCompiler(): void {
    const kept = join(tmpdir(), `${basename(this.#folder)}.tsbuildinfo`);
    const options = ["--noEmit", "--pretty", "false", "--singleThreaded", "--incremental", "--tsBuildInfoFile", kept];
    const command = [...MEMORY, process.execPath, compiler!, "-p", this.#folder, ...options];
    const child = spawn("env", command, { cwd: this.#root, stdio: ["ignore", "pipe", "pipe"] });
    this.#child = child;
    lowerPriority(child);
    let printed = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data: Buffer) => (printed += data.toString()));
    child.once("error", ({ message }) => this.#printLine(`types are not checked: ${message}`));
    child.once("close", (code) => {
      if (this.#child !== child) return;
      this.#child = undefined;
      this.#reportLines(code === 0 ? [] : printed.split("\n").filter((line) => line !== ""));
    });
  }

  #reportLines(lines: readonly string[]): void {
    if (lines.length > 0) {
      const more = lines.length - LINES_MAX;
      const shown = lines.slice(0, LINES_MAX).map((line) => `  ${withLinkablePlace(line)}`);
      this.#printLine(
        ["types are wrong, at which Node does not look:", ...shown, ...(more > 0 ? [`  … ${more} more`] : [])].join(
          "\n",
        ),
      );
    } else if (this.#wasWrong) this.#printLine(`${relative(this.#root, this.#folder)}: types are right again`);
    this.#wasWrong = lines.length > 0;
  }
}

/** "a.ts(12,5): error" → "a.ts:12:5: error", which terminals show as a link. */
function withLinkablePlace(line: string): string {
  return line.replace(/^(\S.*?)\((\d+),(\d+)\): /, "$1:$2:$3: ");
}

function lowerPriority({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already.
  }
}

/** The position of a package among its neighbours. */
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
