import type { Log } from "@hipstershop/traces";
import { textOf } from "./trace.ts";

/** A log on one line. */
export function logText(log: Log): string {
  const event = textOf(log.fields, "event") || textOf(log.fields, "message") || "log";
  const others = log.fields.filter(({ key, value }) => key !== "event" && String(value) !== event);
  return [event, ...others.map(({ key, value }) => `${key}=${String(value)}`)].join(" ");
}
