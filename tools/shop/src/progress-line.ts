/** The stream that a progress line is written to, such as process.stderr. */
export type ProgressStream = Pick<NodeJS.WriteStream, "isTTY" | "columns" | "write">;

const TO_LINE_START_AND_CLEAR = "\r\u001b[K";

/** One line of a terminal that is overwritten while work goes on. Pipes and files get nothing. */
export class ProgressLine {
  readonly #stream: ProgressStream;
  #shown = "";

  constructor(stream: ProgressStream = process.stderr) {
    this.#stream = stream;
  }

  show(text: string): void {
    if (!this.#stream.isTTY || text === this.#shown) return;
    this.#shown = text;
    // A line that wraps could not be cleared.
    this.#stream.write(TO_LINE_START_AND_CLEAR + text.slice(0, (this.#stream.columns || 80) - 1));
  }

  clear(): void {
    if (this.#shown !== "") this.#stream.write(TO_LINE_START_AND_CLEAR);
    this.#shown = "";
  }

  /** Prints a line above the progress line, which stays; also to pipes and files. */
  print(text: string): void {
    const shown = this.#shown;
    this.clear();
    this.#stream.write(`${text}\n`);
    if (shown !== "") this.show(shown);
  }
}
