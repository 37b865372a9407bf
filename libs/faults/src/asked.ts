import { propagation } from "@opentelemetry/api";
import type { IncomingWork } from "@hipstershop/telemetry";
import { FAULT_HEADER, SHOP_FAULT } from "./names.ts";

/** Maximum characters of the faults that one request asks for. */
const ASKED_LENGTH_MAX = 500;

/**
 * The faults that a request asks for, as its baggage or its header writes them; "" for none. Baggage is also read when
 * the service does not propagate it.
 */
export function askedBy(work: Pick<IncomingWork, "context" | "header">): string {
  const entry = propagation.getBaggage(work.context)?.getEntry(SHOP_FAULT)?.value;
  const asked = entry ?? (work.header(FAULT_HEADER) || memberOf(work.header("baggage")));
  return asked.slice(0, ASKED_LENGTH_MAX);
}

/** The value of `shop.fault` in a baggage header: https://www.w3.org/TR/baggage/ */
function memberOf(header: string): string {
  if (!header.includes(SHOP_FAULT)) return "";
  for (const member of header.split(",")) {
    const [pair = ""] = member.split(";");
    const [key = "", value = ""] = pair.split("=", 2);
    if (key.trim() === SHOP_FAULT) return decoded(value.trim());
  }
  return "";
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
