import { parseTraceId } from "@hipstershop/traces";
import type { LogLine } from "../viewer-api/answers.ts";

/** Maximum characters of a message, and of a value. */
const TEXT_MAX = 4096;
/** Maximum attributes of a line. */
const ATTRIBUTES_MAX = 100;

/** A line of a log with the trace that it belongs to. */
export interface TracedLine extends LogLine {
  readonly traceId: string;
}

type Fields = Readonly<Record<string, unknown>>;

/** The names of the fields of a line, as OpenTelemetry's logs, pino and others write them; the first one counts. */
const NAMES = {
  traceId: ["trace_id", "traceId", "traceID", "trace.id"],
  spanId: ["span_id", "spanId", "spanID", "span.id"],
  time: ["timestamp", "time", "@timestamp", "ts"],
  severity: ["severity", "level"],
  message: ["message", "msg"],
  service: ["service.name", "service"],
} as const;
const KNOWN = new Set<string>(Object.values(NAMES).flat());

/**
 * Reads one line of JSON; undefined when it is not an object, or belongs to no trace.
 * @param service the service whose file it is in, for lines that name none.
 */
export function readLogLine(text: string, service: string): TracedLine | undefined {
  const fields = jsonObject(text);
  const sentId = fields && textIn(fields, "traceId");
  const traceId = sentId ? parseTraceId(sentId) : undefined;
  if (!fields || traceId === undefined) return undefined;
  return {
    traceId,
    timeUs: timeOf(fields),
    service: textIn(fields, "service") || service,
    severity: textIn(fields, "severity").toLowerCase(),
    message: shortened(textIn(fields, "message")),
    spanID: textIn(fields, "spanId").toLowerCase(),
    attributes: attributesOf(fields),
  };
}

/** A text that is shown in full up to a limit. */
export function shortened(text: string): string {
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX).toWellFormed()}…` : text;
}

function jsonObject(text: string): Fields | undefined {
  try {
    return asFields(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asFields(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined;
}

function valueIn(fields: Fields, field: keyof typeof NAMES): unknown {
  const name = NAMES[field].find((known) => Object.hasOwn(fields, known));
  return name === undefined ? undefined : fields[name];
}

function textIn(fields: Fields, field: keyof typeof NAMES): string {
  const value = valueIn(fields, field);
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}

/** RFC 3339 with up to microseconds, or milliseconds since 1970; 0 for any other time. */
function timeOf(fields: Fields): number {
  const time = valueIn(fields, "time");
  if (typeof time === "number") return Number.isFinite(time) ? Math.round(time * 1000) : 0;
  if (typeof time !== "string") return 0;
  const ms = Date.parse(time);
  if (Number.isNaN(ms)) return 0;
  const digits = /\.\d{3}(\d{1,3})/.exec(time)?.[1] ?? "";
  return ms * 1000 + Number(digits.padEnd(3, "0"));
}

function attributesOf(fields: Fields): Record<string, string> {
  const pairs = Object.entries(fields)
    .filter(([name]) => !KNOWN.has(name))
    .flatMap(([name, value]): [string, unknown][] => {
      const inner = asFields(value);
      return inner ? Object.entries(inner).map(([key, each]) => [`${name}.${key}`, each]) : [[name, value]];
    });
  return Object.fromEntries(pairs.slice(0, ATTRIBUTES_MAX).map(([name, value]) => [name, shortened(textOf(value))]));
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
