import { directFetch } from "@hipstershop/runtime";
import type { Span } from "@hipstershop/traces";

/** A log line of a trace. */
export interface LogLine {
  readonly service: string;
  readonly severity: string;
  readonly message: string;
  readonly spanId: string;
  /** The message of the error that the line reports; "" for none. */
  readonly error: string;
}

/** Where in the repository a span is made. */
export interface SourcePlace {
  /** Such as "services/cartservice/src/handlers.ts". */
  readonly file: string;
  readonly line: number;
}

const ANSWER_MS_MAX = 1000;

/** The log lines of a trace as the shop's viewer knows them; undefined when it is another one, or has no logs. */
export async function logLines(api: string, traceId: string): Promise<readonly LogLine[] | undefined> {
  const { available, lines } = fieldsOf(await ask(`${api}/api/view/traces/${traceId}/logs`));
  if (available !== true || !Array.isArray(lines)) return undefined;
  return lines.map((line: unknown) => {
    const { service, severity, message, spanID, attributes } = fieldsOf(line);
    return {
      service: textOf(service),
      severity: textOf(severity),
      message: textOf(message),
      spanId: textOf(spanID),
      error: textOf(fieldsOf(attributes)["err.message"]),
    };
  });
}

/** Whether the traces are in the shop's own viewer, whose pages can more than those of Jaeger's UI. */
export async function isOwnViewer(api: string): Promise<boolean> {
  return "spans" in fieldsOf(await ask(`${api}/api/view/sources`));
}

/** Where a span is made, as the shop's viewer knows it; undefined when it is another one, or does not know. */
export async function sourceOf(api: string, { process, operation, kind }: Span): Promise<SourcePlace | undefined> {
  const { spans } = fieldsOf(await ask(`${api}/api/view/sources`));
  if (!Array.isArray(spans)) return undefined;
  const found = spans
    .map((one: unknown) => fieldsOf(one))
    .find((one) => {
      return one["service"] === process.service && one["operation"] === operation && one["kind"] === kind;
    });
  return found && { file: textOf(found["file"]), line: Number(found["line"]) };
}

/** What an address answers as JSON; undefined when it doesn't. */
async function ask(address: string): Promise<unknown> {
  try {
    const answer = await directFetch(address, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
    const body: unknown = await answer.json();
    return answer.ok ? body : undefined;
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
