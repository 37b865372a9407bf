import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { stripVTControlCharacters } from "node:util";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { bin, plain, removeFolders, stateFolder } from "./support/shop-command.ts";

/** util-linux's `script` runs a command in a terminal. */
const hasScript =
  process.platform === "linux" && /util-linux/.test(spawnSync("script", ["--version"]).stdout?.toString() ?? "");
/** A progress line begins where the line begins, which it clears. */
const LINE_START = "\r\u001b[K";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});
afterAll(removeFolders);

/** All that `shop up` writes to a terminal of so many columns, from its start to its end by Ctrl-C. */
async function seenInTerminal(columns: number, ...options: string[]): Promise<string> {
  const command = [process.execPath, bin, "--state", stateFolder(), "up", "--port-base", "0", ...options].join(" ");
  const child = spawn("script", ["-qefc", `stty cols ${columns} rows 50; exec ${command}`, "/dev/null"], {
    stdio: ["pipe", "pipe", "inherit"],
    env: plain,
  });
  stops.push(() => child.kill("SIGKILL"));
  const ended = once(child, "exit");
  let seen = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    if (!seen.includes("Ctrl-C closes") && (seen + text).includes("Ctrl-C closes")) child.stdin.write("\u0003");
    seen += text;
  });
  expect(await ended).toEqual([0, null]);
  return seen;
}

describe.skipIf(!hasScript)("the start screen in a terminal (needs script)", () => {
  test.each([
    [80, []],
    [60, []],
    [80, ["--processes", "--from-sources"]],
  ] as const)("of %i columns has no line that is too wide, and shows how far it is %j", async (columns, options) => {
    const seen = await seenInTerminal(columns, ...options);
    const lines = seen.replaceAll(LINE_START, "\n").split(/\r?\n/).map(stripVTControlCharacters);
    expect(lines.filter(({ length }) => length > columns)).toEqual([]);
    for (const service of ["frontend", "productcatalogservice"])
      expect(lines.filter((line) => line.includes(service) && line.includes("serving"))).toHaveLength(1);
    expect(seen).toContain(`${LINE_START}loading the services${LINE_START}0 of 11 services serve`);
    expect(seen).toContain(`${LINE_START}11 of 11 services serve${LINE_START}`);
    expect(seen).toContain(`${LINE_START}0 of 11 services still run${LINE_START}`);
  });
});
