import { withBasePath } from "../url.ts";
import { useRef, useState } from "preact/hooks";
import { uploadFile } from "../api-client.ts";
import { countedNoun } from "../ui/format.ts";
import { goTo } from "../ui/navigation.ts";

/** Uploads a file in Jaeger's, OTLP's or Zipkin's JSON, and opens its trace. */
export function UploadButton() {
  const input = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState("");
  const send = async (file: File): Promise<void> => {
    try {
      const { traceIDs, spans, problems = [] } = await uploadFile(file);
      setSaid([`${countedNoun(spans, "span")} taken in`, ...problems].join("; "));
      // Remarks are shown on this page: opening the trace would hide them.
      if (traceIDs.length === 1 && problems.length === 0) goTo(withBasePath(`/trace/${traceIDs[0]!}`));
      else goTo(withBasePath("/search"));
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
