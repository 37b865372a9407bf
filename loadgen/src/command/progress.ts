import { stripVTControlCharacters } from "node:util";
import { liveLine } from "../report/summary.ts";
import type { Run } from "../run/run.ts";

const LOOK_EVERY_MS = 1000;
const PLAIN_LINE_EVERY = 5;
const CLEAR_LINE = "\r\u001b[2K";

/** Standard error, or what stands in for it. */
export interface Screen {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** Tells how it goes, on one line of a terminal or every few seconds on a new one. */
export function follow({ recorder, done }: Pick<Run, "recorder" | "done">, screen: Screen): void {
  let told = 0;
  const timer = setInterval(() => {
    told += 1;
    const moment = recorder.lastMoment;
    if (!moment || (!screen.isTTY && told % PLAIN_LINE_EVERY !== 0)) return;
    const { requests, errors } = recorder.all;
    const line = liveLine(moment, { requests, errors, dropped: recorder.dropped });
    screen.write(screen.isTTY ? CLEAR_LINE + fitted(line, screen.columns) : `${line}\n`);
  }, LOOK_EVERY_MS);
  const stop = (): void => {
    clearInterval(timer);
    if (screen.isTTY) screen.write(CLEAR_LINE);
  };
  done.then(stop, stop);
}

/** A line that wrapped could not be cleared again: one too long goes without its colours, and its end. */
function fitted(line: string, columns = 80): string {
  const plain = stripVTControlCharacters(line);
  return plain.length < columns ? line : plain.slice(0, columns - 1);
}
