import type { Batch } from "./batch.ts";
import { malformed } from "./ingest-error.ts";
import { readJaegerJson } from "./jaeger-json.ts";
import { fields, parseJson } from "./json-fields.ts";
import { readOtlpRequest } from "./otlp-json.ts";

/** Reads a file that a person has: Jaeger's JSON (`data`, a list of traces, or one) or OTLP's (`resourceSpans`). Throws IngestError. */
export function readTraceFile(bytes: Buffer, batch: Batch): void {
  const content = parseJson(bytes, "the file");
  const outer = Array.isArray(content) ? { data: content as unknown[] } : fields(content, "the file");
  const inner =
    typeof outer["result"] === "object" && outer["result"] !== null ? fields(outer["result"], "result") : outer;
  if (inner["resourceSpans"] !== undefined) readOtlpRequest(inner, batch);
  else if (inner["data"] !== undefined) readJaegerJson(inner["data"], batch);
  else if (inner["spans"] !== undefined) readJaegerJson([inner], batch);
  else throw malformed('the file is neither Jaeger\'s JSON ("data" or "spans") nor OTLP\'s ("resourceSpans")');
}
