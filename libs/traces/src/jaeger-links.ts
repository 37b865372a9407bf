import type { NamedSpan } from "./connection.ts";
import { type JaegerReference, jaegerParent } from "./parent-reference.ts";

/** As much of a trace in Jaeger's JSON as tells how its spans hang together. */
export interface JaegerLinks {
  readonly traceID?: string;
  readonly spans: readonly {
    readonly traceID?: string;
    readonly spanID: string;
    readonly operationName?: string;
    readonly processID: string;
    readonly references?: readonly JaegerReference[] | null;
    readonly startTime?: number;
    readonly tags?: readonly { readonly key: string; readonly value: string | number | boolean }[] | null;
  }[];
  readonly processes: Readonly<Record<string, { readonly serviceName: string } | undefined>>;
}

/** Its spans, to be put into a tree or looked at by brokenLinks. */
export function linksOf({ traceID, spans, processes }: JaegerLinks): NamedSpan[] {
  return spans.map((span) => {
    const service = processes[span.processID]?.serviceName ?? "";
    const parent = jaegerParent({ ...(traceID !== undefined && { traceID }), ...span });
    return {
      spanId: padded(span.spanID),
      parentSpanId: parent ? padded(parent.spanID) : "",
      kind: String(span.tags?.find(({ key }) => key === "span.kind")?.value ?? ""),
      startUs: span.startTime ?? 0,
      process: { service },
      followsParent: parent?.refType === "FOLLOWS_FROM",
      name: [service, span.operationName ?? span.spanID].join(" ").trim(),
    };
  });
}

function padded(spanId: string): string {
  return spanId.padStart(16, "0");
}
