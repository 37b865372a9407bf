import { checkedFault, checkVariant, FaultSwitchError } from "@hipstershop/faults/switches";
import { faultNamed, variantNamed } from "@hipstershop/faults/catalogue";
import { InvalidArgumentError } from "commander";

/** A fault of the catalogue, and one of its variants. */
export interface ChosenFault {
  readonly name: string;
  readonly variant: string;
}

/** Parses "shippingSlow:800ms", a fault of the catalogue and one of its variants. */
export function parseFault(text: string): ChosenFault {
  const [name = "", variant = ""] = text.split(/:(.*)/s);
  try {
    checkVariant(checkedFault(name), variant);
  } catch (error) {
    if (!(error instanceof FaultSwitchError)) throw error;
    throw new InvalidArgumentError(`${error.message}.`);
  }
  return { name, variant };
}

/** Whether the fault acts in the processes of a service. */
export function actsIn({ name, variant }: ChosenFault, service: string): boolean {
  const fault = faultNamed(name);
  const acts = (fault && variantNamed(fault, variant)?.acts) ?? [];
  return acts.some((act) => act.service === service || act.service === "*");
}
