import { expect, test } from "vitest";
import { ProgressLine } from "./progress-line.ts";

function stream(isTTY: boolean) {
  let written = "";
  const write = (text: string | Uint8Array) => {
    written += String(text);
    return true;
  };
  return { isTTY, columns: 24, write, written: () => written };
}

test("a terminal has one line that is written over, and lost before anything else is printed", () => {
  const terminal = stream(true);
  const progress = new ProgressLine(terminal);
  progress.show("1 of 2");
  progress.show("1 of 2");
  progress.print("port 80 is taken");
  progress.clear();
  progress.clear();
  const start = "\r\u001b[K";
  expect(terminal.written()).toBe(`${start}1 of 2${start}port 80 is taken\n${start}1 of 2${start}`);
});

test("what is too long for the terminal is cut, since two lines could not be written over", () => {
  const terminal = stream(true);
  new ProgressLine(terminal).show("a".repeat(100));
  expect(terminal.written()).toBe(`\r\u001b[K${"a".repeat(23)}`);
});

test("a pipe gets what is printed, and no progress", () => {
  const pipe = stream(false);
  const progress = new ProgressLine(pipe);
  progress.show("1 of 2");
  progress.print("port 80 is taken");
  progress.clear();
  expect(pipe.written()).toBe("port 80 is taken\n");
});
