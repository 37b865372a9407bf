import { HeldError } from "@hipstershop/locks";
import { changeFlagFile, readFlagFile } from "../src/flag-file.ts";
import { describeFlags, withDefaultVariant } from "../src/edit-flags.ts";

// `node two-writers.ts <file> <flag> <times>`: switches a flag on and off, and prints how often its value was not the
// one that was just set.
const [, , file = "", flag = "", times = ""] = process.argv;
const variantNow = () => describeFlags(readFlagFile(file)).find(({ key }) => key === flag)?.defaultVariant;

/** On a busy machine the other writer may take the lock again and again for longer than a writer waits. */
function changeOnceFree(variant: string): void {
  for (;;) {
    try {
      return changeFlagFile(file, (text) => withDefaultVariant(text, flag, variant));
    } catch (error) {
      if (!(error instanceof HeldError)) throw error;
    }
  }
}

let lost = 0;
for (let i = 0; i < Number(times); i += 1) {
  const variant = i % 2 === 0 ? "on" : "off";
  changeOnceFree(variant);
  if (variantNow() !== variant) lost += 1;
}
process.stdout.write(`${lost}\n`);
