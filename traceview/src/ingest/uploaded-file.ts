import { gunzipSync } from "node:zlib";
import type { Batch } from "./batch.ts";
import { BODY_BYTES_MAX, tooLarge } from "./body.ts";
import { exactIntegers } from "./exact-integers.ts";
import { malformed } from "./ingest-error.ts";
import { readJaegerJson } from "./jaeger-json.ts";
import { jsonProblem } from "./json-problem.ts";
import { isFields, type Fields } from "./json-fields.ts";
import { readOtlpRequest } from "./otlp-json.ts";
import { decodeText } from "./decode-text.ts";
import { readZipkinSpans } from "./zipkin-json.ts";

/** Maximum nesting of lists and envelopes. */
const WRAPPINGS_MAX = 4;

/**
 * Reads an uploaded file: traces in Jaeger's, OTLP's or Zipkin's JSON, one document, a list of them, or one per line as
 * the collector's file exporter writes them; in UTF-8 or UTF-16, gzipped or not. Remarks name the line. Throws an
 * IngestError with the reasons when no span could be read.
 */
export function readUploadedFile(bytes: Buffer, batch: Batch): void {
  const text = decodeText(unzippedFile(bytes));
  if (text.trim() === "") throw malformed("the file is empty");
  const whole = parseDocument(text);
  if ("value" in whole) readDocument(whole.value, batch);
  else readLines(text, whole.problem, batch);
  batch.remarkPrefix = "";
  if (batch.spans.length > 0) return;
  throw malformed(batch.remarks.length > 0 ? batch.remarks.join("; ") : "there is no span in the file");
}

function unzippedFile(bytes: Buffer): Buffer {
  if (bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd)
    throw malformed("the file is compressed with zstd: unpack it first, or use gzip");
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes, { maxOutputLength: BODY_BYTES_MAX });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge();
    throw malformed("the file is not whole, valid gzip", cause);
  }
}

type Parsed = { readonly value: unknown } | { readonly problem: string };

function parseDocument(text: string): Parsed {
  try {
    return { value: JSON.parse(exactIntegers(text)) as unknown };
  } catch {
    const { line, column, found } = jsonProblem(text) ?? { line: 1, column: 1, found: "it" };
    return { problem: `${line > 1 ? `line ${line}, ` : ""}column ${column}: ${found} was not to be expected there` };
  }
}

/**
 * Reads one document per line. When no line holds a document, the file is one damaged document, and that error is
 * thrown.
 */
function readLines(text: string, problem: string, batch: Batch): void {
  let documents = 0;
  for (const [index, line] of text.split(/\r\n|[\n\r]/).entries()) {
    if (line.trim() === "") continue;
    const parsed = parseDocument(line);
    batch.remarkPrefix = `line ${index + 1}: `;
    if ("problem" in parsed) batch.addRemark(`not JSON: ${parsed.problem}`);
    else {
      documents += Number(typeof parsed.value === "object");
      readDocument(parsed.value, batch);
    }
  }
  if (documents === 0)
    throw malformed(`the file is not JSON: ${problem.startsWith("line") ? "" : "line 1, "}${problem}`);
}

/** Reads one JSON value: a trace, a request, a span, or a list or an envelope of them. */
function readDocument(value: unknown, batch: Batch, depth = 0): void {
  const [spansBefore, notedBefore] = [batch.spans.length, batch.remarkCount];
  if (depth > WRAPPINGS_MAX) batch.addRemark(`what is wrapped more than ${WRAPPINGS_MAX} times is not looked for`);
  else if (Array.isArray(value)) readList(value, batch, depth);
  else if (!isFields(value)) batch.addRemark("neither an object nor a list");
  else if (!readObject(value, batch, depth)) batch.addRemark(unknownObject(value));
  if (batch.spans.length === spansBefore && batch.remarkCount === notedBefore)
    batch.addRemark("there is no span in it");
}

/** A list of Zipkin spans is one document; other lists are read element by element. */
function readList(list: readonly unknown[], batch: Batch, depth: number): void {
  if (list.some(isZipkinSpan)) return readZipkinSpans(list, batch);
  const { remarkPrefix: where } = batch;
  for (const [index, element] of list.entries()) {
    batch.remarkPrefix = `${where}element ${index + 1}: `;
    readDocument(element, batch, depth + 1);
  }
  batch.remarkPrefix = where;
}

/** False for an object of an unknown format. */
function readObject(value: Fields, batch: Batch, depth: number): boolean {
  if (hasField(value, "resourceSpans") || hasField(value, "resource_spans")) readOtlpRequest(value, batch);
  else if (hasField(value, "scopeSpans") || hasField(value, "scope_spans"))
    readOtlpRequest({ resourceSpans: [value] }, batch);
  else if (hasField(value, "result")) readDocument(value["result"], batch, depth + 1);
  else if (isFields(value["data"]) || Array.isArray(value["data"])) readDocument(value["data"], batch, depth + 1);
  else if (hasField(value, "spans")) readJaegerJson([value], batch);
  else if (hasField(value, "traceID") && hasField(value, "spanID")) readJaegerJson([{ spans: [value] }], batch);
  else if (isZipkinSpan(value)) readZipkinSpans([value], batch);
  else return false;
  return true;
}

function hasField(value: Fields, name: string): boolean {
  return value[name] !== undefined && value[name] !== null;
}

function isZipkinSpan(value: unknown): boolean {
  return isFields(value) && hasField(value, "traceId") && hasField(value, "id");
}

function unknownObject(value: Fields): string {
  if (hasField(value, "resourceLogs") || hasField(value, "resourceMetrics"))
    return "it holds logs or metrics, and no spans";
  if ("data" in value) return '"data" holds no trace';
  return 'it is neither Jaeger\'s JSON ("data" or "spans") nor OTLP\'s ("resourceSpans") nor Zipkin\'s ("traceId" and "id")';
}
