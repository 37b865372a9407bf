import type { Tag, Trace } from "@hipstershop/traces";
import type { IncomingHttpHeaders } from "node:http";

/** The shop's cookie, which browsers send to every port of its host, and the attribute of the spans that it is in. */
const COOKIE = /(?:^|;\s*)shop_session-id=([\w-]{1,64})(?:;|$)/;
const ATTRIBUTE = "session.id";

/** The cookie of the training pages, and the attribute of all spans of a learner's requests. */
const LEARNER_COOKIE = /(?:^|;\s*)shop_learner=([^;]{1,360})(?:;|$)/;
const LEARNER_ATTRIBUTE = "shop.learner";

/** Whose traces are "mine": the session that the browser has in the shop and the learner's name; "" for none. */
export interface Self {
  readonly session: string;
  readonly learner: string;
}

export const NOBODY: Self = { session: "", learner: "" };

/** Who asks, by the cookies of the shop and of the training pages, if they are on this host. */
export function selfOf({ cookie = "" }: IncomingHttpHeaders): Self {
  return { session: COOKIE.exec(cookie)?.[1] ?? "", learner: decoded(LEARNER_COOKIE.exec(cookie)?.[1] ?? "") };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text).trim();
  } catch {
    return "";
  }
}

/** A test whether a trace has a span of the session or of the learner. */
export function selfTest({ session, learner }: Self): (trace: Trace) => boolean {
  const isMine = ({ key, value }: Tag): boolean =>
    (key === ATTRIBUTE && session !== "" && value === session) ||
    (key === LEARNER_ATTRIBUTE && learner !== "" && value === learner);
  return ({ spans }) => spans.some(({ tags }) => tags.some(isMine));
}
