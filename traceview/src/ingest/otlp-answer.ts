import type { Batch } from "./batch.ts";

export const JSON_TYPE = "application/json";
export const PROTOBUF_TYPE = "application/x-protobuf";

/** google.rpc.Code INVALID_ARGUMENT. */
const INVALID_ARGUMENT = 3;

/**
 * An ExportTraceServiceResponse: empty, or a partial success with the number of dropped spans and the remarks. That of
 * logs differs in the name of the number.
 */
export function exportResponse(
  type: string,
  { rejected, remarks }: Pick<Batch, "rejected" | "remarks">,
  counted: "rejectedSpans" | "rejectedLogRecords" = "rejectedSpans",
): Buffer {
  const isWhole = remarks.length === 0;
  const errorMessage = remarks.join("; ");
  if (type === JSON_TYPE)
    return jsonBytes(isWhole ? {} : { partialSuccess: { [counted]: String(rejected), errorMessage } });
  if (isWhole) return Buffer.alloc(0);
  return bytesField(1, Buffer.concat([varintField(1, rejected), bytesField(2, Buffer.from(errorMessage))]));
}

/** A google.rpc.Status, OTLP's error answer. */
export function statusResponse(type: string, message: string): Buffer {
  if (type === JSON_TYPE) return jsonBytes({ code: INVALID_ARGUMENT, message });
  return Buffer.concat([varintField(1, INVALID_ARGUMENT), bytesField(2, Buffer.from(message))]);
}

function jsonBytes(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

function varintField(number: number, value: number): Buffer {
  return Buffer.from([number * 8, ...varint(value)]);
}

function bytesField(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([number * 8 + 2, ...varint(bytes.length)]), bytes]);
}

function varint(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...varint(Math.floor(value / 0x80))];
}
