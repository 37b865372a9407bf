import { request as send, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { pipeline } from "node:stream";
import type { Instance } from "./instance.ts";

/** Headers of one connection, not of the request; and those of the trace, which are written anew. */
const NOT_PASSED_ON =
  /^(connection|keep-alive|proxy-connection|te|trailer|upgrade|expect|traceparent|tracestate|b3|x-b3-.*|baggage)$/;

/** The headers for an instance: the caller's, who it was, and those of the trace in `added`. */
export function headersFor(
  request: IncomingMessage,
  added: Readonly<Record<string, string>>,
): Record<string, string | string[]> {
  const named = (request.headers.connection ?? "").toLowerCase().split(/\s*,\s*/);
  const passed = Object.entries(request.headersDistinct).flatMap(([name, values]) =>
    NOT_PASSED_ON.test(name) || named.includes(name) || !values
      ? []
      : [[name, name === "host" ? request.headers.host : values] as const],
  );
  const caller = request.socket.remoteAddress ?? "";
  return Object.fromEntries([
    ...passed.map(([name, values]) => [name, values ?? ""] as const),
    ["x-forwarded-for", [...(request.headersDistinct["x-forwarded-for"] ?? []), caller].join(", ")],
    ["x-forwarded-host", request.headers["x-forwarded-host"]?.toString() ?? request.headers.host ?? ""],
    ["x-forwarded-proto", request.headers["x-forwarded-proto"]?.toString() ?? "http"],
    ...Object.entries(added),
  ]);
}

/** What an instance answers to, and what is added to its answer. */
export interface Forwarded {
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly answerHeaders: Readonly<Record<string, string>>;
}

/**
 * Passes a request on to an instance and its answer back, both as they come. Resolves with the status when all is passed on;
 * rejects when the instance ends before it has answered, or the caller leaves.
 */
export async function forward(
  request: IncomingMessage,
  response: ServerResponse,
  instance: Instance,
  how: Forwarded,
): Promise<number> {
  const isRepeatable = isBodiless(request.method, request.headers);
  // An instance may close a kept connection at the moment in which it is used again. Such a request it has not seen, and
  // another connection is made; a body could not be sent twice, so there it is made at once.
  const answer = await ask(request, response, instance, how, !isRepeatable).catch((error: unknown) => {
    if (isStale(error)) return ask(request, response, instance, how, true);
    throw error;
  });
  const status = answer.statusCode ?? 502;
  response.writeHead(status, answer.statusMessage ?? "", answerHeaders(answer, how.answerHeaders));
  return new Promise((resolve, reject) => {
    pipeline(answer, response, (error) => (error ? reject(error) : resolve(status)));
  });
}

class StaleConnectionError extends Error {
  override name = "StaleConnectionError";
}

function isStale(error: unknown): boolean {
  return error instanceof StaleConnectionError;
}

function isBodiless(method: string | undefined, headers: IncomingHttpHeaders): boolean {
  return (method === "GET" || method === "HEAD") && !headers["transfer-encoding"] && !Number(headers["content-length"]);
}

function ask(
  request: IncomingMessage,
  response: ServerResponse,
  { port, agent }: Instance,
  { headers }: Forwarded,
  isAnew = false,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const { method = "GET", url = "/" } = request;
    const sent = send({
      host: "127.0.0.1",
      port,
      agent: isAnew ? false : agent,
      method,
      path: url,
      headers: { ...headers },
    });
    const leave = () => sent.destroy(new Error("the caller has left"));
    response.once("close", leave);
    sent.once("response", resolve);
    // Nobody has asked for another protocol: upgrades are not passed on.
    sent.once("upgrade", (_, socket: Socket) => {
      socket.destroy();
      reject(new Error("it switched to another protocol"));
    });
    sent.once("error", (error: NodeJS.ErrnoException) => {
      response.off("close", leave);
      const isReset = sent.reusedSocket && error.code === "ECONNRESET" && !response.destroyed;
      reject(isReset ? new StaleConnectionError(error.message, { cause: error }) : error);
    });
    if (isBodiless(method, request.headers)) sent.end();
    else request.pipe(sent);
  });
}

function answerHeaders(answer: IncomingMessage, added: Readonly<Record<string, string>>): string[] {
  const named = (answer.headers.connection ?? "").toLowerCase().split(/\s*,\s*/);
  const headers: string[] = [];
  for (let i = 0; i < answer.rawHeaders.length; i += 2) {
    const name = answer.rawHeaders[i] ?? "";
    const word = name.toLowerCase();
    if (/^(connection|keep-alive|te|trailer|upgrade|transfer-encoding)$/.test(word) || named.includes(word)) continue;
    headers.push(name, answer.rawHeaders[i + 1] ?? "");
  }
  return [...headers, ...Object.entries(added).flat()];
}
