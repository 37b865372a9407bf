import { at } from "../url.ts";
import { useRef, useState } from "preact/hooks";
import { upload } from "../api-client.ts";
import { counted } from "../ui/format.ts";
import { go } from "../ui/navigation.ts";

/** Uploads a file in Jaeger's, OTLP's or Zipkin's JSON, and opens its trace. */
export function UploadButton() {
  const input = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState("");
  const send = async (file: File): Promise<void> => {
    try {
      const { traceIDs, spans, problems = [] } = await upload(file);
      setSaid([`${counted(spans, "span")} taken in`, ...problems].join("; "));
      // Remarks are shown on this page: opening the trace would hide them.
      if (traceIDs.length === 1 && problems.length === 0) go(at(`/trace/${traceIDs[0]!}`));
      else go(at("/search"));
    } catch (error) {
      setSaid((error as Error).message);
    }
  };
  const change = (): void => {
    const file = input.current?.files?.[0];
    if (file) void send(file);
    if (input.current) input.current.value = "";
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept=".json,.jsonl,.ndjson,.gz,application/json"
        hidden
        aria-label="A file with traces"
        onChange={change}
      />
      <button type="button" onClick={() => input.current?.click()}>
        Open a file …
      </button>
      <span role="status">{said}</span>
    </>
  );
}
