import type { QueryClient } from "./query-client.ts";

/** What a command takes instead of an id. */
export const LATEST = "latest";

/** Fewer digits than these are complete ids only: they would fit too many. */
const PREFIX_MIN = 4;
/** Among so many of the newest traces a beginning is looked for; the most that the store lists. */
const LISTED_MAX = 2000;
/** The same where whole traces come instead of summaries. */
const WHOLE_LISTED_MAX = 200;
const NAMED_MAX = 5;

interface Listed {
  readonly traceId: string;
  readonly services: number;
}

/** Whether the text can name a trace: digits of an id, or "latest". */
export function namesTrace(text: string): boolean {
  return text === LATEST || /^[0-9a-f]{1,32}$/i.test(text);
}

/**
 * The id that is meant: of the newest trace for "latest", of the only trace that begins with these digits, or the text
 * itself. "latest" prefers traces of two services or more: a single call, such as that of `shop faults`, is hardly meant.
 * Rejects when no trace begins so, or several do.
 */
export async function traceIdOf(client: QueryClient, text: string): Promise<string> {
  if (text === LATEST) return latestId(client);
  if (!namesTrace(text) || text.length === 32 || text.length < PREFIX_MIN) return text;
  if (await client.hasTrace(text)) return text;
  const digits = text.toLowerCase();
  const fitting = (await listTraces(client)).filter(({ traceId }) =>
    [traceId, bare(traceId)].some((id) => id.startsWith(digits)),
  );
  if (fitting.length > 1) throw new Error(ambiguousText(text, fitting));
  const [only] = fitting;
  if (!only) throw new Error(`no trace ${text} at ${client.url}, and none that begins with it`);
  return only.traceId;
}

async function latestId(client: QueryClient): Promise<string> {
  const traces = await listTraces(client);
  const latest = traces.find(({ services }) => services > 1) ?? traces[0];
  if (!latest) throw new Error(`no trace at ${client.url} yet: click through the shop`);
  return latest.traceId;
}

/** The newest traces, newest first. */
async function listTraces(client: QueryClient): Promise<readonly Listed[]> {
  const answer = await client.jsonIfServed(`/api/view/search?limit=${LISTED_MAX}`);
  const summaries = typeof answer === "object" && answer !== null && "traces" in answer ? answer.traces : undefined;
  if (Array.isArray(summaries)) return summaries.flatMap(listedIn);
  const traces = await client.search({ limit: WHOLE_LISTED_MAX });
  return traces.map(({ traceId, spans }) => ({
    traceId,
    services: new Set(spans.map(({ process }) => process.service)).size,
  }));
}

function listedIn(summary: Partial<Record<"traceID" | "services", unknown>> | null): Listed[] {
  const { traceID, services } = summary ?? {};
  if (typeof traceID !== "string") return [];
  return [{ traceId: traceID, services: Array.isArray(services) ? services.length : 0 }];
}

/** Without the zeros in front of a 64-bit id. */
function bare(traceId: string): string {
  return traceId.replace(/^0{16}/, "");
}

function ambiguousText(text: string, fitting: readonly Listed[]): string {
  const named = fitting.slice(0, NAMED_MAX).map(({ traceId }) => bare(traceId));
  const more = fitting.length > named.length ? `, and ${fitting.length - named.length} more` : "";
  return `${fitting.length} traces begin with ${text}: ${named.join(", ")}${more}; give more digits`;
}
