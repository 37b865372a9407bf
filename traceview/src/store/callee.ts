import type { Span } from "@hipstershop/traces";
import { databaseOf } from "./database.ts";

/** Whom a client span called, as far as the span tells. */
export interface Callee {
  /** Equal for calls of the same callee: an rpc service's full name, or host and port. */
  readonly key: string;
  /** For people: the rpc service without its package, or host and port. */
  readonly label: string;
  /** The protobuf package of an rpc; "" for other calls, and without a package. */
  readonly family: string;
}

/** The callee of a call to another service; undefined for other spans, calls of databases, and where nothing names it. */
export function calleeOf(span: Span): Callee | undefined {
  if (span.kind !== "client" || databaseOf(span) !== undefined) return undefined;
  return rpcCallee(span) ?? peerCallee(span);
}

function rpcCallee(span: Span): Callee | undefined {
  const service =
    textOf(span, "rpc.service") || rpcServiceIn(textOf(span, "rpc.method")) || rpcServiceIn(span.operation);
  if (service === "") return undefined;
  const dot = service.lastIndexOf(".");
  return { key: `rpc ${service}`, label: service.slice(dot + 1), family: service.slice(0, Math.max(0, dot)) };
}

/** The service in an rpc's full name: "hipstershop.CartService" in "hipstershop.CartService/GetCart". */
function rpcServiceIn(name: string): string {
  return /^\/?((?:[a-z_]\w*\.)*[A-Z]\w*)\/\w+$/.exec(name)?.[1] ?? "";
}

function peerCallee(span: Span): Callee | undefined {
  const url = URL.parse(textOf(span, "url.full") || textOf(span, "http.url"));
  const host = textOf(span, "server.address") || textOf(span, "net.peer.name") || url?.hostname || "";
  if (host === "") return undefined;
  const isSecure = url?.protocol === "https:";
  const port = textOf(span, "server.port") || textOf(span, "net.peer.port") || url?.port || (isSecure ? "443" : "80");
  return { key: `${host}:${port}`, label: `${host}:${port}`, family: "" };
}

/** A tag as text; "" when the span does not have it. */
export function textOf({ tags }: Span, key: string): string {
  for (const tag of tags) if (tag.key === key) return String(tag.value);
  return "";
}
