import { createServer, type IncomingMessage } from "node:http";
import { directFetch } from "@hipstershop/runtime";
import { type JaegerSpan, type JaegerTrace, tracesInAnswer } from "@hipstershop/traces";
import { patience } from "@hipstershop/testkit/patience";

/** A server that answers from a store's traces as a Jaeger all-in-one 1.76 was seen to. */
export interface JaegerStandIn extends AsyncDisposable {
  readonly url: string;
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

const JSON_TYPE = "application/json";
/** Its user interface answers every address outside of the API, with status 200. */
const PAGE: Answer = { status: 200, type: "text/html; charset=utf-8", body: "<!doctype html><title>Jaeger UI</title>" };

/** @param store base of the query API that has the traces. */
export async function startJaegerStandIn(store: string): Promise<JaegerStandIn> {
  const server = createServer((request, response) => {
    void answerTo(request, store).then(({ status, type, body }) =>
      // It traces itself, and says so like the shop does.
      response
        .writeHead(status, { "content-type": type, traceresponse: `00-${"a".repeat(32)}-${"b".repeat(16)}-01` })
        .end(body),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    url: typeof address === "object" && address ? `http://127.0.0.1:${address.port}` : "",
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => void server.close(resolve));
    },
  };
}

async function answerTo({ url = "/" }: IncomingMessage, store: string): Promise<Answer> {
  const { pathname, searchParams } = new URL(url, "http://jaeger");
  if (pathname === "/api/services") return asked(store + url);
  const id = /^\/api\/traces\/(\w+)$/.exec(pathname)?.[1];
  if (id !== undefined && !/^[\da-f]+$/i.test(id)) return refused(400, `strconv.ParseUint: parsing "${id}"`);
  if (id === undefined && pathname !== "/api/traces") return PAGE;
  if (id === undefined && !searchParams.has("service")) return refused(400, "parameter 'service' is required");
  if (!searchParams.getAll("tags").every(hasTextsOnly)) return refused(400, "malformed 'tags' parameter");
  return asked(store + url);
}

async function asked(address: string): Promise<Answer> {
  const answer = await directFetch(address, { signal: patience() });
  const body: unknown = await answer.json();
  if (!answer.ok) return refused(answer.status, "trace not found");
  if (address.includes("/api/services")) return { status: 200, type: JSON_TYPE, body: JSON.stringify(body) };
  const data = tracesInAnswer(body).map(asJaegerStores);
  return { status: 200, type: JSON_TYPE, body: JSON.stringify({ data, total: 0, limit: 0, offset: 0, errors: null }) };
}

/** Errors are JSON that is sent as plain text. */
function refused(code: number, msg: string): Answer {
  const body = JSON.stringify({ data: null, total: 0, limit: 0, offset: 0, errors: [{ code, msg }] });
  return { status: code, type: "text/plain; charset=utf-8", body };
}

function hasTextsOnly(tags: string): boolean {
  const read: unknown = JSON.parse(tags);
  return typeof read === "object" && read !== null && Object.values(read).every((value) => typeof value === "string");
}

/** Spans are in the order of their arrival, callees before callers, and tags in that of their keys, with one more. */
function asJaegerStores(trace: JaegerTrace): JaegerTrace {
  const spans = trace.spans.toSorted((a, b) => endOf(a) - endOf(b));
  return { ...trace, spans: spans.map((span) => ({ ...span, tags: sorted([...(span.tags ?? []), FORMAT]) })) };
}

type Tag = NonNullable<JaegerSpan["tags"]>[number];

const FORMAT: Tag = { key: "@jaeger@format", type: "string", value: "jaeger" };

function endOf({ startTime = 0, duration = 0 }: JaegerSpan): number {
  return startTime + duration;
}

function sorted(tags: readonly Tag[]): readonly Tag[] {
  return tags.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}
