import { Agent, type IncomingMessage, request } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { Readable } from "node:stream";

export interface DirectRequest {
  readonly signal: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as a form, by POST; without it by GET. */
  readonly form?: URLSearchParams;
  /** How many redirections are followed; five when left out. */
  readonly redirects?: number;
}

const REDIRECTS_MAX = 5;
const WITHOUT_BODY = [204, 205, 304];
/** Agents of our own: Node's shared ones, and its fetch, go by a proxy if the environment says so (NODE_USE_ENV_PROXY). */
const agents = { "http:": new Agent(), "https:": new HttpsAgent() };

/**
 * `fetch` that goes straight to the address, whatever proxies the environment names: what it asks is most often on this machine,
 * which no proxy can reach. A user name and a password in the URL are sent, to the first address alone.
 */
export async function directFetch(url: string | URL, options: DirectRequest): Promise<Response> {
  let target = new URL(url);
  let form = options.form;
  for (let left = options.redirects ?? REDIRECTS_MAX; ; left -= 1) {
    const answer = await send(target, form, options);
    const status = answer.statusCode ?? 0;
    const next = status >= 300 && status < 400 && answer.headers.location;
    if (!next || left <= 0) return toResponse(answer, status);
    answer.resume();
    target = new URL(next, `${target.origin}${target.pathname}`);
    form = undefined;
  }
}

function send(url: URL, form: URLSearchParams | undefined, { signal, headers }: DirectRequest) {
  const body = form?.toString();
  const sent = { ...headers, ...(body && { "content-type": "application/x-www-form-urlencoded" }) };
  const isHttps = url.protocol === "https:";
  const options = { signal, headers: sent, agent: isHttps ? agents["https:"] : agents["http:"] };
  return new Promise<IncomingMessage>((resolve, reject) => {
    (isHttps ? httpsRequest : request)(url, { ...options, method: body === undefined ? "GET" : "POST" })
      .on("response", resolve)
      .on("error", (error) => reject(plain(error)))
      .end(body);
  });
}

/** Of a name with several addresses Node tells all failures in one, which has no words of its own. */
function plain(error: Error): Error {
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
