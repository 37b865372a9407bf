import { checkedFault, checkVariant, FaultSwitchError } from "@hipstershop/faults/switches";
import { InvalidArgumentError } from "commander";

/** Parses "shippingSlow:800ms", a fault of the catalogue and one of its variants. */
export function parseFault(text: string): { readonly name: string; readonly variant: string } {
  const [name = "", variant = ""] = text.split(":", 2);
  try {
    checkVariant(checkedFault(name), variant);
  } catch (error) {
    if (!(error instanceof FaultSwitchError)) throw error;
    throw new InvalidArgumentError(`${error.message}.`);
  }
  return { name, variant };
}
