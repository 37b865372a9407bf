import { type Fault, faults, mainPlace } from "./catalogue/index.ts";
import { OFF } from "./names.ts";

/** The flags of all faults, all off, as the text of a file for flagd. */
export function flagsFile(): string {
  const config = {
    $schema: "https://flagd.dev/schema/v0/flags.json",
    metadata: { flagSetId: "hipstershop", version: "1" },
    flags: Object.fromEntries(faults.map((fault) => [fault.name, flagOf(fault)])),
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

function flagOf(fault: Fault) {
  const { lesson, effect, variants } = fault;
  return {
    state: "ENABLED",
    variants: Object.fromEntries(variants.map(({ name }) => [name, name])),
    defaultVariant: OFF,
    metadata: { description: effect, lesson, ...mainPlace(fault) },
  };
}
