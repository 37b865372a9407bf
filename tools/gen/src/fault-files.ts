import { flagsFile } from "@hipstershop/faults/flags-file";
import { faultsPage } from "./faults-page.ts";

/** The files that are made from the catalogue of faults: path from the root, and text. */
export function faultFiles(): ReadonlyMap<string, string> {
  return new Map([
    ["services/flagservice/flags.json", flagsFile()],
    ["docs/faults.md", faultsPage()],
  ]);
}
