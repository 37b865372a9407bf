import { copyFileSync, existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import { oneLine } from "@hipstershop/text";
import { addShippedFlags, shippedFlagsFile } from "flagservice";

/**
 * Puts a copy of the flags file into the folder; it is what changes when a flag is switched. The file of an older shop
 * gets the flags that it lacks, and keeps its own.
 */
export function prepareFlags(stateFolder: string, printLine: (text: string) => void): void {
  const file = join(stateFolder, "flags.json");
  if (existsSync(file)) return addMissing(file, printLine);
  // Renamed when complete, so that a start that is killed here leaves no partial file.
  copyFileSync(shippedFlagsFile(), `${file}.new`);
  renameSync(`${file}.new`, file);
}

function addMissing(file: string, printLine: (text: string) => void): void {
  try {
    const added = addShippedFlags(file);
    if (added.length > 0) printLine(`${oneLine(file)} is an older shop's: ${added.length} faults were added to it`);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    printLine(oneLine(`${file} was not looked through for missing faults: ${reason}`));
  }
}
