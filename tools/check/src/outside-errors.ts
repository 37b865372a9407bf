import { readFileSync, writeFileSync } from "node:fs";
import { field, isList, isText } from "./json-fields.ts";

/** The part of vitest that its reporters are given and that is read here. */
interface Run {
  readonly config: { readonly outputFile?: string | Readonly<Record<string, string | undefined>> | undefined };
}

/**
 * A reporter of vitest. Beside the JSON report, which lacks them, it writes the errors that were thrown outside of all
 * tests, such as rejections that nobody awaits. Vitest prints them and ends with code 1, as it does for a failed test.
 */
export class OutsideErrors {
  #report: string | undefined;

  onInit({ config: { outputFile } }: Run): void {
    this.#report = typeof outputFile === "object" ? outputFile["json"] : outputFile;
  }

  onTestRunEnd(_files: unknown, errors: readonly { readonly message: string }[]): void {
    if (this.#report === undefined) return;
    writeFileSync(fileBeside(this.#report), JSON.stringify({ messages: errors.map(({ message }) => message) }));
  }
}

/** Messages of the errors outside of all tests, of the run that wrote the JSON report. */
export function readOutsideErrors(report: string): readonly string[] {
  const file = fileBeside(report);
  const messages = field(JSON.parse(readFileSync(file, "utf8")), "messages", isList);
  return messages.filter(isText);
}

const fileBeside = (report: string) => `${report}.outside`;
