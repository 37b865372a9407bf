import { Agent, type IncomingMessage, request } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { Readable } from "node:stream";

export interface DirectRequest {
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** Fields of a form to send with POST; without them, or JSON, the request is a GET. */
  readonly form?: URLSearchParams;
  /** JSON to send with POST, in place of a form. */
  readonly json?: string;
  /** Maximum number of redirects; 5 when left out. */
  readonly redirects?: number;
}

const REDIRECTS_MAX = 5;
const WITHOUT_BODY = [204, 205, 304];
/** Node's global agents and its fetch use the environment's proxy (with NODE_USE_ENV_PROXY); these do not. */
const agents = { "http:": new Agent(), "https:": new HttpsAgent() };

/**
 * A `fetch` that never uses a proxy: most addresses are on this machine, where a proxy can't reach them. User name and
 * password in the URL are sent to the first address only, not after a redirect.
 */
export async function directFetch(url: string | URL, options: DirectRequest): Promise<Response> {
  let target = new URL(url);
  let body = bodyOf(options);
  for (let left = options.redirects ?? REDIRECTS_MAX; ; left -= 1) {
    const answer = await send(target, body, options);
    const status = answer.statusCode ?? 0;
    const next = status >= 300 && status < 400 && answer.headers.location;
    if (!next || left <= 0) return toResponse(answer, status);
    answer.resume();
    target = new URL(next, `${target.origin}${target.pathname}`);
    body = undefined;
  }
}

interface Body {
  readonly type: string;
  readonly text: string;
}

function bodyOf({ form, json }: DirectRequest): Body | undefined {
  if (json !== undefined) return { type: "application/json", text: json };
  return form && { type: "application/x-www-form-urlencoded", text: form.toString() };
}

function send(url: URL, body: Body | undefined, { signal, headers }: DirectRequest) {
  const sent = { ...headers, ...(body && { "content-type": body.type }) };
  const isHttps = url.protocol === "https:";
  const options = { signal, headers: sent, agent: isHttps ? agents["https:"] : agents["http:"] };
  return new Promise<IncomingMessage>((resolve, reject) => {
    (isHttps ? httpsRequest : request)(url, { ...options, method: body === undefined ? "GET" : "POST" })
      .on("response", resolve)
      .on("error", (error) => reject(firstCause(error)))
      .end(body?.text);
  });
}

/** The first error of several: for a name with several addresses Node throws an AggregateError without a message. */
function firstCause(error: Error): Error {
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  return first instanceof Error ? first : error;
}

function toResponse(answer: IncomingMessage, status: number): Response {
  const headers = new Headers();
  for (const [name, value] of Object.entries(answer.headersDistinct)) {
    for (const one of value ?? []) headers.append(name, one);
  }
  if (!WITHOUT_BODY.includes(status)) {
    return new Response(Readable.toWeb(answer) as ReadableStream<Uint8Array>, { status, headers });
  }
  answer.resume();
  return new Response(null, { status, headers });
}
