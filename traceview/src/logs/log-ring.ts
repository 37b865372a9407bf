import type { TracedLine } from "./log-line.ts";

/** Maximum lines that are kept. */
const LINES_MAX = 20_000;
/** Approximate maximum memory. */
const BYTES_MAX = 16 * 1024 * 1024;
/** Estimated bytes of a line beside its texts. */
const LINE_BYTES = 300;

/** The newest log lines that were sent to the store; beyond a limit the oldest are dropped. */
export class LogRing {
  /** Lines by number, which are given in the order of arrival. */
  readonly #lines = new Map<number, { readonly line: TracedLine; readonly bytes: number }>();
  readonly #numbersByTrace = new Map<string, number[]>();
  #next = 0;
  #oldest = 0;
  #bytes = 0;

  /** True once any line has been added. */
  get hasReceived(): boolean {
    return this.#next > 0;
  }

  add(line: TracedLine): void {
    const bytes = sizeOf(line);
    this.#lines.set(this.#next, { line, bytes });
    const numbers = this.#numbersByTrace.get(line.traceId);
    if (numbers) numbers.push(this.#next);
    else this.#numbersByTrace.set(line.traceId, [this.#next]);
    this.#next += 1;
    this.#bytes += bytes;
    while (this.#lines.size > LINES_MAX || this.#bytes > BYTES_MAX) this.#dropOldest();
  }

  /** In the order of arrival. */
  linesOf(traceId: string): TracedLine[] {
    return (this.#numbersByTrace.get(traceId) ?? []).flatMap((number) => this.#lines.get(number)?.line ?? []);
  }

  #dropOldest(): void {
    const dropped = this.#lines.get(this.#oldest);
    this.#lines.delete(this.#oldest);
    this.#oldest += 1;
    if (!dropped) return;
    this.#bytes -= dropped.bytes;
    const { traceId } = dropped.line;
    const numbers = this.#numbersByTrace.get(traceId);
    numbers?.shift();
    if (numbers?.length === 0) this.#numbersByTrace.delete(traceId);
  }
}

function sizeOf({ message, attributes }: TracedLine): number {
  let bytes = LINE_BYTES + message.length;
  for (const key in attributes) bytes += 40 + key.length + (attributes[key]?.length ?? 0);
  return bytes;
}
