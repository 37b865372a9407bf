import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { outputProblem, shown } from "@hipstershop/runtime";
import { harmlessJson } from "@hipstershop/text";
import { ParseError } from "../settings/parse.ts";

/** Files that reports go to; "-" is standard output. */
export interface Outputs {
  readonly json?: string;
  readonly html?: string;
}

const STANDARD_OUTPUT = "-";

/** Refuses what could not be written, before a run is made for it. */
export function checkOutputs({ json, html }: Outputs): void {
  for (const [option, path] of Object.entries({ json, html })) {
    const problem = path === undefined || path === STANDARD_OUTPUT ? undefined : outputProblem(path);
    if (problem !== undefined) throw new ParseError(`--${option} is ${shown(path ?? "")}, but must be ${problem}.`);
  }
  if (json !== undefined && html !== undefined && resolve(json) === resolve(html))
    throw new ParseError(`--json and --html are both ${shown(json)}: give each a file of its own.`);
}

/** Writes each report, whatever becomes of the other, and says what it could not write. Resolves to whether all is there. */
export async function writeOutputs(
  { json, html }: Outputs,
  report: unknown,
  htmlOf: () => Promise<string>,
  say: (text: string) => void,
): Promise<boolean> {
  const write = async (option: string, path: string | undefined, textOf: () => string | Promise<string>) => {
    try {
      if (path === undefined) return true;
      const text = await textOf();
      if (path === STANDARD_OUTPUT) process.stdout.write(option === "json" ? harmlessJson(text) : text);
      else writeFileSync(path, text);
      return true;
    } catch (error) {
      say(`load: --${option} ${shown(path ?? "")} can't be written: ${(error as Error).message}`);
      return false;
    }
  };
  const jsonIsThere = await write("json", json, () => `${JSON.stringify(report, null, 2)}\n`);
  return (await write("html", html, htmlOf)) && jsonIsThere;
}
