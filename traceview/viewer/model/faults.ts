import type { ActiveFault } from "@hipstershop/faults/active";
import { APP_FAULT } from "@hipstershop/faults/names";
import type { Tag } from "@hipstershop/traces";
import { textOf } from "./trace.ts";

/** The faults that acted in a span, such as "adFailure:all". */
export function faultsOf({ tags }: { readonly tags: readonly Tag[] }): readonly string[] {
  const text = textOf(tags, APP_FAULT);
  return text === "" ? [] : text.split("+");
}

/** What a switched fault does, and to whom: "declined", or "declined or unreachable, for some requests". */
export function faultText({ variant, targeted, targets }: ActiveFault): string {
  const variants = [...new Set([variant, ...targets])].filter((name) => name !== "off");
  return [variants.join(" or "), ...(targeted ? ["for some requests"] : [])].filter(Boolean).join(", ");
}
