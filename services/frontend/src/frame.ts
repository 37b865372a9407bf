import type { CartItem } from "@hipstershop/contract";
import { isSpanContextValid, now, TraceFlags } from "@hipstershop/telemetry";
import { placeLinks, visitorLink } from "@hipstershop/web";
import type { FrontendConfig } from "./config.ts";
import type { Frame } from "./views/models.ts";
import type { Visit } from "./visit.ts";

interface FrameFacts {
  readonly title: string;
  readonly currencies?: readonly string[];
  readonly cart?: readonly CartItem[];
  readonly query?: string;
}

/** Header and footer of a page. Without `currencies` the header has no currency form. */
export function frameOf(visit: Visit, config: FrontendConfig, version: string, facts: FrameFacts): Frame {
  const { traceId, traceFlags } = visit.span.spanContext();
  const traced = isSpanContextValid(visit.span.spanContext()) && (traceFlags & TraceFlags.SAMPLED) !== 0;
  return {
    ...blankFrame(config, version, facts.title),
    currencies: facts.currencies ?? [],
    currency: visit.currency,
    showCurrencies: facts.currencies !== undefined,
    cartSize: facts.cart?.reduce((size, { quantity }) => size + quantity, 0),
    sessionId: visit.sessionId,
    requestId: visit.requestId,
    traceId: traced ? traceId : "",
    ...(traced && traceLinks(traceId, visit.host, config)),
    tookMs: Math.max(0, now() - visit.startedAt),
    places: placeLinks(config.places, visit.host),
    query: facts.query ?? "",
    notes: visit.notes,
  };
}

/** Addresses of a trace in the viewer and of the number of its spans, as far as they are known. */
function traceLinks(traceId: string, host: string | undefined, { places, tracesApi, baseUrl }: FrontendConfig) {
  if (places.traces === "") return undefined;
  return {
    traceUrl: `${visitorLink(places.traces, host)}/trace/${traceId}`,
    spansUrl: tracesApi === "" ? "" : `${baseUrl}/trace-spans/${traceId}`,
  };
}

/** Header and footer without anything that depends on the visitor. */
export function blankFrame(config: FrontendConfig, version: string, title: string): Frame {
  return {
    title,
    baseUrl: config.baseUrl,
    currencies: [],
    currency: "",
    showCurrencies: false,
    cartSize: undefined,
    bannerColor: config.bannerColor,
    message: config.message,
    platform: config.platform,
    version,
    revision: config.revision,
    pod: config.pod,
    sessionId: "",
    requestId: "",
    traceId: "",
    traceUrl: "",
    spansUrl: "",
    tookMs: 0,
    places: [],
    query: "",
    notes: [],
  };
}
