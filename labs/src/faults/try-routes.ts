import { visitorLink } from "@hipstershop/web";
import type { FastifyInstance } from "fastify";
import { PageProblem } from "../page-problem.ts";
import { triedPage } from "../views/tried-page.ts";
import { type Click, clickOnce } from "./click.ts";
import { contextQuery, readContext } from "./context.ts";
import { awaitEvidence, type Evidence, lookForEvidence } from "./evidence.ts";
import { actingVariant, faultIn, type FaultsPlace, fieldsOf, type Named, queryOf } from "./requests.ts";
import { whyNoTry } from "./words.ts";

/** Each try makes up to two requests, and waits for a trace for some seconds. */
const TRIES_AT_ONCE = 10;

/**
 * POST /faults/:name/try makes one click and redirects to its trace, or to GET /faults/:name/tried when the trace alone
 * would not tell what happened. That page looks for the trace anew.
 */
export function tryRoutes(app: FastifyInstance, { config, log, frame }: FaultsPlace): void {
  let underWay = 0;

  app.post<Named>("/faults/:name/try", async (request, reply) => {
    const fault = faultIn(request.params.name);
    const variant = actingVariant(fault, fieldsOf(request)["variant"]);
    const why = whyNoTry(fault);
    if (!fault.tryAt || why !== "") throw new PageProblem(422, why);
    if (underWay >= TRIES_AT_ONCE)
      throw new PageProblem(503, "Too many requests are being tried. Try again in a moment.");
    underWay += 1;
    try {
      const click = await clickOnce(config.shopAddress, fault.tryAt, { fault: fault.name, variant: variant.name });
      log.info({ fault: fault.name, variant: variant.name, ...click }, "a fault was tried on one request");
      const evidence = await evidenceOf(click, () => awaitEvidence(config.tracesApi, click.traceId, fault.name));
      const traceUrl = traceUrlOf(visitorLink(config.places.traces, request.headers.host), click);
      if (evidence.kind === "acted" && traceUrl !== "") return await reply.redirect(traceUrl, 303);
      const found = {
        variant: variant.name,
        request: click.request,
        status: String(click.status),
        trace: click.traceId,
      };
      const query = contextQuery(readContext(queryOf(request)), { ...found, sampled: click.isSampled ? "1" : "0" });
      return await reply.redirect(`/faults/${fault.name}/tried${query}`, 303);
    } finally {
      underWay -= 1;
    }
  });

  app.get<Named>("/faults/:name/tried", async (request, reply) => {
    const fault = faultIn(request.params.name);
    const query = queryOf(request);
    const variant = actingVariant(fault, textOf(query["variant"]));
    const click = readClick(query);
    const evidence = await evidenceOf(click, () => lookForEvidence(config.tracesApi, click.traceId, fault.name));
    const page = triedPage(frame(request, `${fault.name} on one request`), {
      fault,
      variant,
      click,
      evidence,
      traceUrl: traceUrlOf(visitorLink(config.places.traces, request.headers.host), click),
      back: `/faults${contextQuery(readContext(query))}`,
    });
    return reply.type("text/html; charset=utf-8").send(page);
  });
}

/** Without a sampled trace there is nothing to look at. */
function evidenceOf({ traceId, isSampled }: Click, look: () => Promise<Evidence>): Promise<Evidence> {
  return traceId === "" || !isSampled ? Promise.resolve({ kind: "missing" }) : look();
}

function traceUrlOf(tracesUrl: string, { traceId, isSampled }: Click): string {
  return tracesUrl === "" || traceId === "" || !isSampled ? "" : `${tracesUrl}/trace/${traceId}`;
}

/** The click that a query tells of. */
function readClick(query: Readonly<Record<string, unknown>>): Click {
  const [request, status, trace] = [textOf(query["request"]), textOf(query["status"]), textOf(query["trace"])];
  if (!/^(GET|POST) \/[\w/]{0,40}$/.test(request) || !/^\d{3}$/.test(status) || !/^([\da-f]{32})?$/.test(trace))
    throw new PageProblem(404, "This address tells of no request.");
  return { request, status: Number(status), traceId: trace, isSampled: query["sampled"] === "1" };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
