import { APP_FAULT } from "@hipstershop/faults/names";
import { shortOperation, type Span, type TagValue } from "@hipstershop/traces";
import type { ReadTrace } from "./trace-reader.ts";

/** The value of an attribute; undefined when the span does not have it. */
export function attribute({ tags }: Span, key: string): TagValue | undefined {
  return tags.find((tag) => tag.key === key)?.value;
}

/** The span in which a fault acted; undefined when it did not act in this trace. */
export function faultSpan({ spans }: ReadTrace, fault: string): Span | undefined {
  return spans.find((span) => faultsOf(span).some((acted) => acted.startsWith(`${fault}:`)));
}

/** The faults that acted in a span, as "name:variant". */
export function faultsOf(span: Span): readonly string[] {
  return String(attribute(span, APP_FAULT) ?? "").split("+");
}

/** The value of a field of a span's event, such as app.queue.length of "waiting for a worker". */
export function eventField({ logs }: Span, event: string, field: string): TagValue | undefined {
  const log = logs.find(({ fields }) => fields.some(({ key, value }) => key === "event" && value === event));
  return log?.fields.find(({ key }) => key === field)?.value;
}

/** The server span of a method such as "GetCart". */
export function serverSpan({ spans }: ReadTrace, method: string): Span | undefined {
  return spans.find(({ kind, operation }) => kind === "server" && operation.endsWith(`/${method}`));
}

/** The client span of a method such as "Charge". */
export function clientSpan({ spans }: ReadTrace, method: string): Span | undefined {
  return spans.find(({ kind, operation }) => kind === "client" && operation.endsWith(`/${method}`));
}

/** How feedback names a span: "cartservice, CartService/GetCart". */
export function nameOf({ process, operation }: Span): string {
  return `${process.service}, ${shortOperation(operation)}`;
}

export function isDatabase(span: Span): boolean {
  return attribute(span, "db.system.name") !== undefined;
}
