import type { Trace } from "@hipstershop/traces";
import type { IncomingHttpHeaders } from "node:http";

/** The shop's cookie, which browsers send to every port of its host, and the attribute of the spans that it is in. */
const COOKIE = /(?:^|;\s*)shop_session-id=([\w-]{1,64})(?:;|$)/;
const ATTRIBUTE = "session.id";

/** The session that the browser has in the shop, if the shop is on this host; otherwise "". */
export function sessionOf({ cookie = "" }: IncomingHttpHeaders): string {
  return COOKIE.exec(cookie)?.[1] ?? "";
}

/** A test whether a trace has a span of the session. */
export function sessionTest(session: string): (trace: Trace) => boolean {
  return ({ spans }) => spans.some(({ tags }) => tags.some(({ key, value }) => key === ATTRIBUTE && value === session));
}
