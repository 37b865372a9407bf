import type { Span } from "@hipstershop/traces";
import { TagPool } from "../store/tag-pool.ts";
import { Batch } from "./batch.ts";
import { readUploadedFile } from "./uploaded-file.ts";

/** The spans of a file in any format that the viewer opens, and sentences about what was left out. */
export interface SpansOfFile {
  readonly spans: readonly Span[];
  readonly remarks: readonly string[];
}

/** Reads a file with traces, as the viewer does. Throws an error with the reasons when it holds no span. */
export function readTraceFile(bytes: Buffer): SpansOfFile {
  const batch = new Batch(new TagPool());
  readUploadedFile(bytes, batch);
  return { spans: batch.spans, remarks: batch.remarks };
}
