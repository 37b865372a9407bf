import type { Readable } from "node:stream";

/** The part of a line that is kept, in characters. */
const LINE_MAX = 2000;

/**
 * Calls `onLine` with each line, or its beginning: a program may print without ever ending a line. Resolves when the output is
 * closed.
 */
export function readLines(output: Readable, onLine: (line: string) => void): Promise<void> {
  let line = "";
  const add = (text: string) => (line += text.slice(0, LINE_MAX - line.length));
  output.setEncoding("utf8");
  output.on("data", (text: string) => {
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      add(text.slice(from, end));
      onLine(line.replace(/\r$/, ""));
      line = "";
      from = end + 1;
    }
    add(text.slice(from));
  });
  return new Promise((resolve) => {
    output.once("close", () => {
      if (line !== "") onLine(line);
      resolve();
    });
  });
}
