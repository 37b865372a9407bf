const ONE_KEY_MS = 1000;

/**
 * Fires at the first Ctrl-C, which still cleans up; one more after a second ends the process at once, with `exitCode`.
 * @param onFirst tells that cleaning up has begun.
 */
export function cancelOnSignal(exitCode: number, onFirst: () => void = () => {}): AbortSignal {
  const cancelled = new AbortController();
  let first = 0;
  const onSignal = (signal: NodeJS.Signals) => {
    // npm passes a signal on that the terminal has sent to this process already: both are one Ctrl-C.
    if (cancelled.signal.aborted && performance.now() - first > ONE_KEY_MS) process.exit(exitCode);
    if (cancelled.signal.aborted) return;
    first = performance.now();
    cancelled.abort(new Error(`cancelled by ${signal}`));
    onFirst();
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, onSignal);
  return cancelled.signal;
}
