import type { MetricSet } from "@hipstershop/judge";
import { directFetch } from "@hipstershop/runtime";
import * as z from "zod";
import { Problem } from "../problem.ts";
import { instant } from "../stores/canary-configs.ts";
import type { Scope } from "./request.ts";

/** A metric's series on one side, and the query that it answers. */
export interface QueriedSet extends MetricSet {
  readonly query: string;
}

const QUERY_MS_MAX = 30_000;
const STEP_S = 60;

const answerSchema = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.number(), z.string()])),
      }),
    ),
  }),
});
const namesSchema = z.object({ data: z.array(z.string()) });
const refusalSchema = z.object({ error: z.string() });

/** Asks a Prometheus for the series of `query` in a scope's time. One without values stands for none. */
export async function fetchSeries(
  prometheusUrl: string,
  { name, query }: { readonly name: string; readonly query: string },
  scope: Scope,
  cancelled?: AbortSignal,
): Promise<readonly [QueriedSet, ...QueriedSet[]]> {
  const [start, end] = [Date.parse(scope.start), Date.parse(scope.end)];
  const step = scope.step ?? STEP_S;
  const parameters = { query, start: instant(start), end: instant(end), step: String(step) };
  const who = `Metric '${name}': Prometheus at ${prometheusUrl} (PROMETHEUS_URL)`;
  const path = `query_range?${new URLSearchParams(parameters).toString()}`;
  const body = await ask(`${prometheusUrl}/api/v1/${path}`, { who, what: query, ...(cancelled && { cancelled }) });
  const { data } = answerSchema.safeParse(body);
  if (!data) throw new Problem(502, `${who} answered ${query} with something that is no matrix of series.`);
  const sets = data.data.result.map(({ metric, values }) => {
    const labels = Object.entries(metric).filter(([label]) => label !== "__name__");
    return seriesOf({ name, query, tags: Object.fromEntries(labels) }, values);
  });
  const [first, ...others] = sets;
  if (first) return [first, ...others];
  return [{ name, query, tags: {}, startTimeMillis: start, endTimeMillis: end, stepMillis: step * 1000, values: [] }];
}

/** The names of all metrics that a Prometheus has. */
export async function fetchNames(prometheusUrl: string): Promise<readonly string[]> {
  const who = `Prometheus at ${prometheusUrl} (PROMETHEUS_URL)`;
  const body = await ask(`${prometheusUrl}/api/v1/label/__name__/values`, { who, what: "the names of its metrics" });
  const { data } = namesSchema.safeParse(body);
  if (!data) throw new Problem(502, `${who} answered with something that is no list of names.`);
  return data.data;
}

interface Asked {
  /** Who is asked, and what for, as messages say. */
  readonly who: string;
  readonly what: string;
  readonly cancelled?: AbortSignal;
}

/** The JSON of an answer, undefined if it is none; a Problem where there is no answer, or a refusal. */
async function ask(url: string, { who, what, cancelled }: Asked): Promise<unknown> {
  const timeout = AbortSignal.timeout(QUERY_MS_MAX);
  const signal = cancelled ? AbortSignal.any([cancelled, timeout]) : timeout;
  const answer = await directFetch(url, { signal }).catch((error: unknown) => {
    throw new Problem(502, `${who} can't be reached: ${error instanceof Error ? error.message : String(error)}`);
  });
  const body: unknown = await answer.json().catch(() => undefined);
  if (answer.ok) return body;
  const why = refusalSchema.safeParse(body).data?.error ?? `status ${answer.status}`;
  throw new Problem(502, `${who} refused ${what}: ${why}`);
}

/** The step is the time between the first two values, in whole seconds; 0 for one value. */
function seriesOf(
  about: { readonly name: string; readonly query: string; readonly tags: Readonly<Record<string, string>> },
  values: readonly (readonly [seconds: number, value: string])[],
): QueriedSet {
  const [first = 0, second = first] = values.map(([seconds]) => Math.trunc(seconds * 1000));
  const stepMillis = Math.trunc((second - first) / 1000) * 1000;
  return {
    ...about,
    startTimeMillis: first,
    endTimeMillis: first + values.length * stepMillis,
    stepMillis,
    values: values.map(([, value]) => Number(value.replace("Inf", "Infinity"))),
  };
}
