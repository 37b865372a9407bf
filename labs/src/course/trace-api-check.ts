import { directFetch } from "@hipstershop/runtime";
import { namesInAnswer } from "@hipstershop/traces";
import { TraceApiError } from "./trace-api-error.ts";

const ANSWER_MS_MAX = 5000;

/**
 * Asks a trace API for its services. Rejects with a TraceApiError, whose message is one sentence, when nothing answers
 * there, or not as a Jaeger does.
 *
 * @param base base of the query API, such as http://127.0.0.1:16686
 */
export async function checkTraceApi(base: string): Promise<void> {
  const api = base.replace(/\/+$/, "");
  const answer = await directFetch(`${api}/api/services`, { signal: AbortSignal.timeout(ANSWER_MS_MAX) }).catch(
    (cause: unknown) => {
      throw new TraceApiError(`no trace API answers at ${api} (${reasonIn(cause)})${hintFor(api)}`, { cause });
    },
  );
  try {
    const body: unknown = await answer.json();
    if (!answer.ok || typeof body !== "object" || body === null || !("data" in body)) throw new Error("no list");
    namesInAnswer(body);
  } catch (cause) {
    const hint = "give the address of its query API, with its base path if it has one, such as /jaeger";
    throw new TraceApiError(
      `what answers at ${api} is no Jaeger (GET /api/services: status ${answer.status}, without a list of services): ${hint}`,
      { cause },
    );
  }
}

function reasonIn(cause: unknown): string {
  if (!(cause instanceof Error)) return "no connection";
  if (cause.name === "TimeoutError") return `not within ${ANSWER_MS_MAX / 1000} s`;
  return "code" in cause && typeof cause.code === "string" ? cause.code : "no connection";
}

function hintFor(api: string): string {
  if (api.startsWith("https:")) return ": is it open there, with a certificate that is trusted here, or is it http?";
  return ": is a Jaeger open there?";
}
