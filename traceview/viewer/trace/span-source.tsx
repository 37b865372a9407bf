import type { SpanSource, SpanSources } from "../../src/viewer-api/answers.ts";
import { fetchSources } from "../api-client.ts";
import type { Span } from "../model/trace.ts";
import { Copy } from "../ui/parts.tsx";
import { useAnswer } from "../ui/use-answer.ts";

let sources: Promise<SpanSources> | undefined;

/** The table of sources, asked for once per page. */
function sourcesOnce(signal: AbortSignal): Promise<SpanSources> {
  sources ??= fetchSources(signal).catch((error: unknown) => {
    sources = undefined;
    throw error;
  });
  return sources;
}

/** The line of code that makes the span; opens in the editor where the store runs from the sources. */
export function SpanSourceLine({ span }: { readonly span: Span }) {
  const { value } = useAnswer("sources", sourcesOnce);
  const source = value && sourceOf(value.spans, span);
  if (!source) return null;
  const place = `${source.file}:${source.line}`;
  return (
    <>
      <dt>Code</dt>
      <dd class="source">
        {value.root !== "" && (
          <a
            href={`vscode://file${encodeURI(value.root)}/${encodeURI(source.file)}:${source.line}`}
            title="Open in VS Code"
          >
            {place}
          </a>
        )}
        {value.root === "" && value.repository !== "" && (
          <a href={`${value.repository.replace(/\/+$/, "")}/${encodeURI(source.file)}#L${source.line}`}>{place}</a>
        )}
        {value.root === "" && value.repository === "" && <code>{place}</code>}
        {source.function !== "" && <span class="quiet"> {source.function}</span>}{" "}
        <Copy text={place} what="place">
          {""}
        </Copy>
      </dd>
    </>
  );
}

function sourceOf(spans: readonly SpanSource[], { service, operation, kind }: Span): SpanSource | undefined {
  return spans.find(
    (source) =>
      source.service === service && source.operation === operation && source.kind === (kind === "" ? "internal" : kind),
  );
}
