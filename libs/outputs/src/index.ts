/**
 * Ignores errors of standard output and standard error (`npm start 2>&1 | head`, a closed terminal, a full disk): the program
 * continues, and what it prints is lost. By default Node ends the process. For programs whose work matters more than their output.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.removeAllListeners("error").on("error", () => {});
}

/**
 * Ends the program, with its exit code so far, as soon as the reader of standard output has closed the pipe
 * (`shop trace list | head -1`). Any other write error is printed and makes the exit code 1. For programs whose purpose is their
 * output.
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
