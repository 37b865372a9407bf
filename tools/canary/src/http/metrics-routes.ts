import type { FastifyInstance } from "fastify";
import { parse } from "../problem.ts";
import { fetchNames, fetchSeries } from "../run/prometheus.ts";
import { buildQuery } from "../run/query.ts";
import { scopeSchema } from "../run/request.ts";
import { configSchema } from "../stores/canary-configs.ts";
import { keptSetOf, type MetricSets } from "../stores/metric-sets.ts";
import { Query } from "./query.ts";

const NO_CONFIG = configSchema.parse({});
/** Of a query that is only written, not run. */
const NEVER = "1970-01-01T00:00:00Z";

/** What Prometheus has: the names of its metrics, and the series of one query. */
export function metricsRoutes(app: FastifyInstance, prometheusUrl: string, sets: MetricSets): void {
  app.get("/metadata/metricsService", async ({ url }) => {
    const query = new Query(url);
    query.accounts();
    const filter = (query.text("filter") ?? "").toLowerCase();
    const names = await fetchNames(prometheusUrl);
    return names.filter((name) => name.toLowerCase().includes(filter)).map((name) => ({ name }));
  });
  app.post("/fetch/prometheus/query", async ({ url }) => {
    const query = new Query(url);
    query.accounts();
    const isDry = query.text("dryRun") === "true";
    const [name, step] = [query.required("metricSetName"), query.required("step")];
    const metricQuery = metricQueryOf(query);
    const project = query.text("project");
    const times = { start: query.text("start"), end: query.text("end") };
    const scope = parse(
      scopeSchema,
      {
        scope: query.text("scope"),
        location: query.text("location"),
        ...(isDry ? { start: times.start ?? NEVER, end: times.end ?? NEVER } : times),
        step,
        extendedScopeParams: project === undefined ? {} : { project },
      },
      "The query",
    );
    const written = buildQuery(NO_CONFIG, metricQuery, scope);
    if (isDry) return { query: written };
    const series = await fetchSeries(prometheusUrl, { name, query: written }, scope);
    return { metricSetListId: await sets.add(series.map(keptSetOf)) };
  });
}

function metricQueryOf(query: Query) {
  return {
    type: "prometheus",
    metricName: query.required("metricName"),
    resourceType: query.text("resourceType"),
    labelBindings: query.list("labelBindings"),
    groupByFields: query.list("groupByFields"),
    customInlineTemplate: query.text("customFilter"),
    customFilterTemplate: undefined,
    customFilter: undefined,
  };
}
