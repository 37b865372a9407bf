import * as z from "zod";
import { anyNumber } from "../json.ts";
import { maybe, Problem, textsByName } from "../problem.ts";
import { configSchema, type MetricQuery, type StoredConfig } from "../stores/canary-configs.ts";

const AN_INSTANT = "it must be a time such as 2026-11-30T10:00:00Z";
export const scopeSchema = z.object({
  scope: maybe(z.string()),
  location: maybe(z.string()),
  start: z.iso.datetime({ offset: true, error: AN_INSTANT }),
  end: z.iso.datetime({ offset: true, error: AN_INSTANT }),
  step: maybe(z.coerce.number().int("it must be whole seconds").min(1, "it must be whole seconds, from 1 on")),
  extendedScopeParams: maybe(textsByName),
});

export const thresholdsSchema = z.object({ pass: anyNumber, marginal: anyNumber });

/** What a canary run compares: two sides for each scope that a metric may name. */
export const executionRequestSchema = z.object({
  scopes: maybe(z.record(z.string(), z.object({ controlScope: scopeSchema, experimentScope: scopeSchema }))),
  thresholds: maybe(thresholdsSchema),
  siteLocal: maybe(z.unknown()),
  metadata: maybe(z.array(z.unknown())),
});

export const adHocSchema = z.object({
  canaryConfig: maybe(configSchema),
  executionRequest: maybe(executionRequestSchema),
});

/** One side of a comparison, at which time. */
export type Scope = z.infer<typeof scopeSchema>;
export type ExecutionRequest = z.infer<typeof executionRequestSchema>;

/** Both sides of a metric. */
export interface MetricScopes {
  readonly name: string;
  readonly query: MetricQuery;
  readonly controlScope: Scope;
  readonly experimentScope: Scope;
}

/** What is to be fetched for each metric. Throws a Problem for a request that can't run. */
export function metricScopesOf(
  config: StoredConfig,
  { scopes = {}, thresholds }: ExecutionRequest,
): readonly MetricScopes[] {
  const { metrics = [] } = config;
  if (metrics.length === 0) throw new Problem(400, "The canary config must contain at least one metric.");
  if (!thresholds) throw new Problem(400, "The execution request must contain thresholds: {pass, marginal}.");
  const known = new Map(Object.entries(scopes));
  return metrics.map((metric) => {
    const { name = "", scopeName, query } = metric;
    if (!scopeName)
      throw new Problem(400, `Metric '${name}' has no scopeName: write "default", or another of the request's scopes.`);
    const found = known.get(scopeName);
    if (!found)
      throw new Problem(
        400,
        `Metric '${name}' has scope '${scopeName}', which the request lacks: it has ${[...known.keys()].join(", ") || "none"}.`,
      );
    if (query?.type !== "prometheus")
      throw new Problem(
        400,
        `Metric '${name}' has a query of type ${query?.type ?? "none"}; this server can query prometheus.`,
      );
    return { name, query, ...found };
  });
}
