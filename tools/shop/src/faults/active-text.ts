import type { ActiveFault } from "../status.ts";

/** As a list for people: shippingSlow 800ms, paymentFailure (by a rule). */
export function activeText(active: readonly ActiveFault[]): string {
  return active
    .map(({ name, variant, targeted }) =>
      [name, ...(variant === "off" ? [] : [variant]), ...(targeted ? ["(by a rule)"] : [])].join(" "),
    )
    .join(", ");
}
