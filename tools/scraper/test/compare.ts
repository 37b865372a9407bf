import type { FastifyInstance } from "fastify";
import { expect } from "vitest";
import * as z from "zod";

const point = z.tuple([z.number(), z.string()]);
const answerSchema = z.object({
  status: z.string(),
  errorType: z.string().optional(),
  error: z.string().optional(),
  data: z
    .object({
      resultType: z.string(),
      result: z.union([
        point,
        z.array(
          z.object({
            metric: z.record(z.string(), z.string()),
            values: z.array(point).optional(),
            value: point.optional(),
          }),
        ),
      ]),
    })
    .optional(),
});
export type Answer = z.infer<typeof answerSchema> & { readonly httpStatus: number };

export type Ask = (path: string, parameters: Readonly<Record<string, string>>) => Promise<Answer>;

/** Asks a server over HTTP. */
export function serverAt(url: string): Ask {
  return async (path, parameters) => {
    const answer = await fetch(`${url}${path}`, { method: "POST", body: new URLSearchParams(parameters) });
    return { ...answerSchema.parse(await answer.json()), httpStatus: answer.status };
  };
}

/** Asks our own without a socket. */
export function ours(app: FastifyInstance): Ask {
  return async (path, parameters) => {
    const answer = await app.inject({ url: path, query: { ...parameters } });
    return { ...answerSchema.parse(answer.json()), httpStatus: answer.statusCode };
  };
}

/** The series of an answer, in the order of their labels. */
function seriesOf({ data }: Answer) {
  const result = data?.result ?? [];
  const all = result.flatMap((one) =>
    typeof one === "object"
      ? [{ metric: keyOf(one.metric), points: one.values ?? (one.value ? [one.value] : []) }]
      : [],
  );
  return data?.resultType === "scalar" || data?.resultType === "string"
    ? [{ metric: "", points: [point.parse(result)] }]
    : all.toSorted((a, b) => (a.metric < b.metric ? -1 : 1));
}

function keyOf(metric: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(metric).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const RELATIVE_MAX = 1e-12;

function isClose(a: string, b: string): boolean {
  const [x, y] = [a, b].map((text) => Number(text.replace("Inf", "Infinity"))) as [number, number];
  return a === b || Math.abs(x - y) <= RELATIVE_MAX * Math.max(Math.abs(x), Math.abs(y));
}

/** Expects equal types, labels and times, and values that differ by rounding only. Returns how many values there were. */
export function expectSame(own: Answer, real: Answer, query: string): number {
  expect(own.error, query).toBe(undefined);
  expect(real.error, query).toBe(undefined);
  expect(own.data?.resultType, query).toBe(real.data?.resultType);
  const [mine, theirs] = [seriesOf(own), seriesOf(real)];
  expect(
    mine.map(({ metric, points }) => [metric, points.map(([time]) => time)]),
    query,
  ).toEqual(theirs.map(({ metric, points }) => [metric, points.map(([time]) => time)]));
  const pairs = mine.flatMap(({ metric, points }, i) =>
    points.map(([time, value], j) => ({ metric, time, value, real: theirs[i]?.points[j]?.[1] ?? "" })),
  );
  expect(
    pairs.filter(({ value, real: other }) => !isClose(value, other)),
    query,
  ).toEqual([]);
  return pairs.length;
}
