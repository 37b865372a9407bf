import { stripVTControlCharacters } from "node:util";
import { liveLine } from "../report/summary.ts";
import type { Run } from "../run/run.ts";

const LOOK_EVERY_MS = 1000;
const PLAIN_LINE_EVERY = 5;
const CLEAR_LINE = "\r\u001b[2K";

/** What is needed of standard error. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Prints the state of the run: every second on the same line of a terminal, otherwise every few seconds on a new line. */
export function showProgress({ recorder, done }: Pick<Run, "recorder" | "done">, screen: Screen): void {
  let looks = 0;
  const timer = setInterval(() => {
    looks += 1;
    const moment = recorder.lastMoment;
    if (!moment || (!screen.isTTY && looks % PLAIN_LINE_EVERY !== 0)) return;
    const { requests, errors } = recorder.all;
    const line = liveLine(moment, { requests, errors, dropped: recorder.dropped });
    screen.write(screen.isTTY ? CLEAR_LINE + fitToWidth(line, screen.columns) : `${line}\n`);
  }, LOOK_EVERY_MS);
  const stop = (): void => {
    clearInterval(timer);
    if (screen.isTTY) screen.write(CLEAR_LINE);
  };
  done.then(stop, stop);
}

/** Truncates a line to the width of the terminal, without its colours: a line that wraps could not be cleared. */
function fitToWidth(line: string, columns = 80): string {
  const plain = stripVTControlCharacters(line);
  return plain.length < columns ? line : plain.slice(0, columns - 1);
}
