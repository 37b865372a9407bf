import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createApp } from "../src/http/app.ts";
import { SeriesStore } from "../src/store/store.ts";
import { type Answer, type Ask, expectSame, ours, serverAt } from "./compare.ts";
import { isPresent, type RealPrometheus, startPrometheus } from "./prometheus.ts";
import { fill, type GivenSeries, hardSeries } from "./samples.ts";

const START = Math.floor(Date.now() / 60_000) * 60_000 - 20 * 60_000;
const REQUESTS = 'requests_total{app="sampleapp",version="canary"}';

/** Queries over two minutes and what follows, at whole seconds. */
const QUERIES = [
  // What canaryd asks.
  'avg(rate_requests{version="baseline"})',
  'sum(rate(requests_total{app="sampleapp",version="canary",http_code="500"}[3s])) / sum(rate(requests_total{app="sampleapp",version="canary"}[3s]))',
  'histogram_quantile(0.95, sum by (le) (rate(latency_seconds_bucket{version="canary"}[5s])))',
  'sum(rate(requests_total{version="canary",http_code!="200"}[5s]))',
  'avg(requests_total{version="baseline"}) by (http_code)',
  // Selectors.
  "requests_total",
  '{__name__=~"rate_.*|odd"}',
  'requests_total{version!~"ga.*",http_code=~"2.."}',
  'requests_total{missing="",version="canary"}',
  "requests_total offset 7s",
  "requests_total offset -3s",
  'build_info{commit="c\\"1\\n"}',
  // Ranges.
  ...["rate", "increase", "irate", "delta"].flatMap((name) =>
    ["500ms", "1s", "3s", "1m"].map((range) => `${name}(requests_total[${range}])`),
  ),
  ...["avg", "min", "max", "sum", "count", "last"].flatMap((name) => [
    `${name}_over_time(rate_requests[10s])`,
    `${name}_over_time(odd[10s] offset 2s)`,
  ]),
  "rate(requests_total[1m30s] offset 10s)",
  "increase(rate_requests[20s])",
  // Aggregations.
  ...["sum", "avg", "min", "max", "count"].flatMap((name) => [
    `${name}(requests_total)`,
    `${name} by (version, missing) (requests_total)`,
    `${name}(odd) without (kind)`,
    `${name} without (pod) (rate_requests)`,
  ]),
  // Operators.
  "rate_requests * 2 - 1 / rate_requests % 7",
  "2 ^ 0.5 ^ -rate_requests",
  "rate_requests > 50",
  "50 < rate_requests",
  "rate_requests >= bool 60",
  "rate_requests == rate_requests",
  "rate_requests != bool 3",
  "-rate_requests",
  "sum by (version) (rate_requests) / on (version) sum by (version) (requests_total)",
  "sum by (version) (rate_requests) / sum by (version) (requests_total)",
  'requests_total{http_code="500"} / ignoring (http_code) requests_total{http_code="200"}',
  'requests_total{http_code="500"} > ignoring (http_code) requests_total{http_code="200"}',
  "requests_total * on (version) group_left (team) build_info",
  "build_info * on (version) group_right (team, commit) rate_requests",
  "requests_total / ignoring (http_code) group_left sum without (http_code) (requests_total)",
  'requests_total and requests_total{http_code="500"}',
  "requests_total and on (version) rate_requests",
  "requests_total unless on (version) build_info",
  "rate_requests or requests_total",
  "rate_requests or on (version) requests_total",
  "sum(rate_requests) atan2 -2",
  // Functions.
  "histogram_quantile(0.5, latency_seconds_bucket)",
  "histogram_quantile(0.99, rate(latency_seconds_bucket[2s]))",
  "histogram_quantile(-1, latency_seconds_bucket)",
  "histogram_quantile(1.5, latency_seconds_bucket)",
  "histogram_quantile(NaN, latency_seconds_bucket)",
  "histogram_quantile(0.97, broken_bucket)",
  "histogram_quantile(scalar(vector(0.2)), sum by (le, version) (latency_seconds_bucket))",
  "clamp_min(rate_requests, 0)",
  "clamp_max(rate_requests, scalar(odd))",
  "abs(rate_requests - 60)",
  "vector(3) + 1",
  'scalar(rate_requests{version="canary"})',
  "scalar(rate_requests) + 1",
  'sum(rate(requests_total{version="nobody"}[5s])) or vector(0)',
  '{__name__=~"apart_.*"} + 1',
  'last_over_time({__name__=~"twin_.*"}[5s])',
  "1 > bool 2",
  "0x1F + 017 + .5 + 1e3 - Inf",
];

const LONG = "requests_total{version=~'once|gone|late'}";

/** Each is wrong in a way of its own. */
const MISTAKES = [
  "",
  "sum(",
  "requests_total{",
  'requests_total{version="canary"',
  'requests_total{version="canary}',
  "requests_total{version=canary}",
  'requests_total{version=~"("}',
  'requests_total{version=~"(?!a)"}',
  "{}",
  '{version=~".*"}',
  'a{__name__="b"}',
  "requests_total[5s]",
  "rate(requests_total)",
  "rate(requests_total[0s])",
  "rate(requests_total[5x])",
  "rate(requests_total offset 5s [5s])",
  "rate(requests_total[5s], 1)",
  "unheard_of(requests_total)",
  "sum(1)",
  "1 and 2",
  "1 < 2",
  "requests_total + bool 1",
  "requests_total + on (version) 1",
  "requests_total and on (version) group_left rate_requests",
  "requests_total + on (version) group_left (version) build_info",
  "requests_total requests_total",
  '"text"',
  '-"text"',
  "'unterminated",
  "1 + ",
  "by (a)",
  "histogram_quantile(requests_total, 0.5)",
  "sum by (a b) (requests_total)",
  "10 % % 3",
  "requests_total / ignoring (http_code) requests_total",
  "rate_requests + on (version) requests_total",
  "build_info + on (version) rate_requests",
  "requests_total + on (app) group_left () build_info * 0 + on () group_left (app) requests_total",
  '-{__name__=~"twin_.*"}',
  '{__name__=~"twin_.*"} + 1',
  'rate({__name__=~"twin_.*"}[5s])',
  'rate({__name__=~"apart_.*"}[5s])',
  'abs({__name__=~"twin_.*"})',
  'histogram_quantile(0.5, {__name__=~"twin_.*"})',
];

describe.skipIf(!isPresent)("compared with a real Prometheus (needs prometheus)", () => {
  const opened = new AsyncDisposableStack();
  const store = new SeriesStore({ retentionMs: Infinity });
  let real: RealPrometheus;
  let [askReal, askOurs]: [Ask, Ask] = [unasked, unasked];

  beforeAll(async () => {
    real = opened.use(await startPrometheus());
    const app = createApp({ store, major: real.major }, expect.unreachable);
    opened.defer(() => app.close());
    [askReal, askOurs] = [serverAt(real.url), ours(app)];
    await give(hardSeries(START));
  });
  afterAll(() => opened.disposeAsync());

  async function give(series: readonly GivenSeries[]): Promise<void> {
    fill(store, series);
    await real.write(series);
  }

  async function both(path: string, parameters: Readonly<Record<string, string>>): Promise<[Answer, Answer]> {
    return Promise.all([askOurs(path, parameters), askReal(path, parameters)]);
  }

  async function range(query: string, seconds: readonly [start: number, end: number], step: string): Promise<number> {
    const [start, end] = seconds.map((second) => String(START / 1000 + second)) as [string, string];
    return expectSame(...(await both("/api/v1/query_range", { query, start, end, step })), query);
  }

  test.each(QUERIES)("%s", async (query) => {
    expect(await range(query, [0, 130], "1")).toBeGreaterThan(0);
    await range(query, [28.125, 33], "0.25");
    const time = String(START / 1000 + 60.5);
    expectSame(...(await both("/api/v1/query", { query, time })), query);
  });

  test("a series is there for five minutes after its last sample, unless it ended", async () => {
    expect(await range(LONG, [0, 420], "1")).toBeGreaterThan(300);
    expect(await range(LONG, [369.99, 370.01], "0.001")).toBeGreaterThan(0);
  });

  test.each([REQUESTS, `${REQUESTS}[2s]`, `${REQUESTS}[2s] offset 1s`, "1", '"a\\tb\\u00e9"', "'it\\'s'", "`raw\\n`"])(
    "at one time: %s",
    async (query) => {
      const time = new Date(START + 60_000).toISOString();
      expect(expectSame(...(await both("/api/v1/query", { query, time })), query)).toBeGreaterThan(0);
    },
  );

  test.each(MISTAKES)("a mistake is one here too: %s", async (query) => {
    const parameters = { query, start: String(START / 1000), end: String(START / 1000 + 60), step: "1" };
    const [mine, theirs] = await both("/api/v1/query_range", parameters);
    expect([mine.httpStatus, mine.errorType]).toEqual([theirs.httpStatus, theirs.errorType]);
    expect(mine.error).toMatch(/\w+ \w+/);
  });

  test.each([
    { query: "1", start: "x", end: "2", step: "1" },
    { query: "1", start: "1", end: "", step: "1" },
    { query: "1", start: "2", end: "1", step: "1" },
    { query: "1", start: "1", end: "2", step: "0" },
    { query: "1", start: "1", end: "2", step: "often" },
    { query: "1", start: "1", end: "20000", step: "1" },
    { query: "1", start: "2026-11-30", end: "2026-11-30T10:00:00Z", step: "1" },
  ])("wrong times are refused alike: %o", async (parameters) => {
    const [mine, theirs] = await both("/api/v1/query_range", parameters);
    expect([mine.httpStatus, mine.errorType]).toEqual([theirs.httpStatus, theirs.errorType]);
  });

  test("rates of any counter are extrapolated alike", async () => {
    let [run, compared] = [0, 0];
    const times = fc.array(fc.integer({ min: 1, max: 3000 }), { minLength: 1, maxLength: 30 });
    const values = fc.array(fc.oneof(fc.nat(1000), fc.nat(5), fc.constant(0)), { minLength: 30, maxLength: 30 });
    const given = fc.record({ gaps: times, values, rangeMs: fc.integer({ min: 1, max: 20_000 }), first: fc.nat(4000) });
    await fc.assert(
      fc.asyncProperty(given, async ({ gaps, values: counted, rangeMs, first }) => {
        run += 1;
        let time = START + first;
        const samples = gaps.map((gap, i): [number, number] => [(time += gap), counted[i] ?? 0]);
        await give([{ labels: { __name__: "any_total", run: String(run) }, samples }]);
        for (const name of ["rate", "increase", "delta", "irate"]) {
          compared += await range(`${name}(any_total{run="${run}"}[${rangeMs}ms])`, [0, 40], "0.5");
        }
      }),
      { numRuns: 40 },
    );
    expect(compared).toBeGreaterThan(1000);
  }, 60_000);

  test("operators and signs bind alike", async () => {
    const operators = fc.constantFrom("+", "-", "*", "/", "%", "^", "== bool", "> bool", "<= bool", "atan2");
    const part = fc.tuple(operators, fc.constantFrom("", "-", "+", "- -"), fc.integer({ min: 1, max: 4 }));
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(part, { minLength: 2, maxLength: 7 }), async (parts) => {
        const query = parts.map(([operator, sign, number], i) => `${i ? operator : ""} ${sign}${number}`).join(" ");
        compared += expectSame(...(await both("/api/v1/query", { query, time: "1" })), query);
      }),
      { numRuns: 200 },
    );
    expect(compared).toBe(200);
  }, 60_000);
});

function unasked(): Promise<Answer> {
  throw new Error("nothing was started");
}
