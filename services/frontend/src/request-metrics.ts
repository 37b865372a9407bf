import {
  type Attributes,
  type DurationSeries,
  INVALID_SPAN_CONTEXT,
  SIZE_BUCKETS,
  type Span,
  type Telemetry,
  trace,
} from "@hipstershop/telemetry";
import type { FastifyReply, FastifyRequest } from "fastify";

/** Counts an answered request in the metrics by method, route and status. */
export type Recorder = (request: FastifyRequest, reply: FastifyReply, answered: Answered) => void;

export interface Answered {
  readonly durationMs: number;
  /** The request's span, for the exemplar. */
  readonly span: Span;
}

/** Instead of the span of a request that has none. */
export const NO_SPAN: Span = trace.wrapSpanContext(INVALID_SPAN_CONTEXT);

/** https://opentelemetry.io/docs/specs/semconv/http/http-metrics/ */
export function createRecorder(telemetry: Telemetry): Recorder {
  const { meter } = telemetry;
  const duration = telemetry.durations("http_server_request_duration_seconds", "Length of requests.");
  const size = (name: string, description: string) =>
    meter.createHistogram(name, { description, unit: "By", advice: { explicitBucketBoundaries: SIZE_BUCKETS } });
  const requestBytes = size("http_server_request_body_size_bytes", "Size of request bodies.");
  const responseBytes = size("http_server_response_body_size_bytes", "Size of response bodies.");
  const known = new Map<string, { readonly attributes: Attributes; readonly lengths: DurationSeries }>();
  const seriesOf = (method: string, route: string, status: number) => {
    const key = `${method} ${status} ${route}`;
    let series = known.get(key);
    if (!series) {
      const attributes = {
        "http.request.method": method,
        "http.route": templateOf(route),
        "http.response.status_code": status,
      };
      series = { attributes, lengths: duration.series(attributes) };
      known.set(key, series);
    }
    return series;
  };
  return (request, reply, { durationMs, span }) => {
    const { attributes, lengths } = seriesOf(request.method, request.routeOptions.url ?? "", reply.statusCode);
    lengths.record(durationMs, span);
    requestBytes.record(Number(request.headers["content-length"] ?? 0), attributes);
    responseBytes.record(bodyBytes(reply), attributes);
  };
}

/** Bytes of the body as it is sent, by Content-Length. */
export function bodyBytes(reply: FastifyReply): number {
  return Number(reply.getHeader("content-length") ?? 0);
}

/** A route in the form of semantic conventions: "/product/{id}" for "/product/:id". */
export function templateOf(route: string): string {
  return route.replace(/:(\w+)/g, "{$1}");
}
