import { EventEmitter, once } from "node:events";
import { readFlagFile } from "./flag-file.ts";
import { changesBetween, type Finding, type FlagChanges, type FlagSet } from "./flag-set.ts";
import { watchFile } from "./watch-file.ts";

/** Receives what happens to the flags file. */
export interface FileEvents {
  flagsChanged(path: string, changes: FlagChanges): void;
  fileRefused(path: string, problem: string): void;
  fileMended(path: string): void;
  /** Something is wrong in the file, which is used nevertheless. Called once for each finding. */
  found(path: string, finding: Finding): void;
  /** A flag has no findings any more. */
  flagMended(path: string, key: string): void;
}

/**
 * The current flags of one file. When the file becomes invalid, the last valid flags stay in use. A mistake in one flag
 * makes only that flag fail.
 */
export class FlagSource implements Disposable {
  readonly path: string;
  readonly #events: FileEvents;
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #watch: Disposable;
  #current: FlagSet;
  #problem = "";

  /** Throws a FlagFileError when the file is invalid. */
  constructor(path: string, events: FileEvents) {
    using stack = new DisposableStack();
    this.path = path;
    this.#events = events;
    stack.use(watchFile(path, () => this.reload())); // before the first look, so that no change falls between
    this.#current = readFlagFile(path);
    for (const finding of this.#current.findings) events.found(path, finding);
    this.#watch = stack.move();
  }

  get current(): FlagSet {
    return this.#current;
  }

  /** Reads the file again. A problem is reported once, not at every reading. */
  reload(): void {
    try {
      const next = readFlagFile(this.path);
      if (this.#problem) this.#events.fileMended(this.path);
      this.#problem = "";
      this.#replace(next);
    } catch (error) {
      const { message } = error as Error;
      if (message !== this.#problem) this.#events.fileRefused(this.path, message);
      this.#problem = message;
    }
  }

  /**
   * The current flags, and the new ones after every change, until the signal aborts. A slow reader gets the latest
   * flags only.
   */
  async *versions(signal: AbortSignal): AsyncGenerator<FlagSet> {
    let seen: FlagSet | undefined;
    for (;;) {
      while (this.#current === seen) await once(this.#changes, "change", { signal });
      seen = this.#current;
      yield seen;
    }
  }

  [Symbol.dispose](): void {
    this.#watch[Symbol.dispose]();
  }

  #replace(next: FlagSet): void {
    const before = this.#current;
    const changes = changesBetween(before, next);
    this.#reportFindings(before.findings, next.findings);
    const isChanged = Object.keys(changes).length > 0;
    if (!isChanged && before.findings.length === 0 && next.findings.length === 0) return;
    this.#current = next;
    if (!isChanged) return;
    this.#events.flagsChanged(this.path, changes);
    this.#changes.emit("change");
  }

  #reportFindings(before: readonly Finding[], now: readonly Finding[]): void {
    const isIn = (findings: readonly Finding[], { key, sentence }: Finding) =>
      findings.some((other) => other.key === key && other.sentence === sentence);
    for (const finding of now) if (!isIn(before, finding)) this.#events.found(this.path, finding);
    const odd = new Set(now.map(({ key }) => key));
    for (const { key } of before) if (!odd.has(key)) this.#events.flagMended(this.path, key);
  }
}
