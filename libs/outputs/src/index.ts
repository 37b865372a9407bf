/**
 * For programs that have more to do than to print: what they print may be lost (`npm start 2>&1 | head`, a terminal that was
 * closed, a full disk), and they go on. Without this Node ends a process whose standard output or error can't be written.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners("error").on("error", () => {});
}

/**
 * For programs that are there to print: when nobody reads any more (`shop trace list | head -1`) they end, quietly, with the exit
 * code they have by then. What can't be written for another reason is told, and a failure.
 */
export function endWithReader(): void {
  process.stderr.on("error", () => {});
  process.stdout.on("error", ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== "EPIPE") {
      process.stderr.write(`standard output can't be written: ${message}\n`);
      process.exitCode ||= 1;
    }
    process.exit();
  });
}
