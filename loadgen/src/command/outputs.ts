import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { outputProblem, shown } from "@hipstershop/runtime";
import { harmlessJson, oneLine } from "@hipstershop/text";
import { ParseError } from "../settings/parse.ts";

/** Paths of the reports; "-" is standard output. */
export interface Outputs {
  readonly json?: string;
  readonly html?: string;
  /** Files are written without a word. */
  readonly quiet?: boolean;
}

const STANDARD_OUTPUT = "-";

/** Throws a ParseError for a path that can't be written, before the run starts. */
export function checkOutputs({ json, html }: Outputs): void {
  for (const [option, path] of Object.entries({ json, html })) {
    const problem = path === undefined || path === STANDARD_OUTPUT ? undefined : outputProblem(path);
    if (problem !== undefined) throw new ParseError(`--${option} is ${shown(path ?? "")}, but must be ${problem}.`);
  }
  if (json !== undefined && html !== undefined && resolve(json) === resolve(html))
    throw new ParseError(`--json and --html are both ${shown(json)}: give each a file of its own.`);
}

/**
 * Writes the reports and prints where they are. One that fails is printed as an error and does not keep the other from being written. Resolves to whether
 * all were written.
 */
export async function writeOutputs(
  { json, html, quiet = false }: Outputs,
  report: unknown,
  htmlOf: () => Promise<string>,
  printLine: (text: string) => void,
): Promise<boolean> {
  const writeReport = async (option: string, path: string | undefined, textOf: () => string | Promise<string>) => {
    try {
      if (path === undefined) return true;
      const text = await textOf();
      if (path === STANDARD_OUTPUT) process.stdout.write(option === "json" ? harmlessJson(text) : text);
      else {
        writeFileSync(path, text);
        if (!quiet) printLine(oneLine(`${option === "json" ? "figures" : "report"}: ${path}`));
      }
      return true;
    } catch (error) {
      printLine(`load: --${option} ${shown(path ?? "")} can't be written: ${(error as Error).message}`);
      return false;
    }
  };
  const jsonIsThere = await writeReport("json", json, () => `${JSON.stringify(report, null, 2)}\n`);
  return (await writeReport("html", html, htmlOf)) && jsonIsThere;
}
