import type { IncomingHttpHeaders } from "node:http";
import { QueryError } from "./query-error.ts";

/** CSRF protection: throws a QueryError 403 for a change that a page of another site requests. */
export function refuseOtherSites(method: string, headers: IncomingHttpHeaders): void {
  if (method === "GET" || method === "HEAD") return;
  const site = headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin" && site !== "none")
    throw new QueryError(403, "pages of other sites may only read");
}
