import { directFetch } from "@hipstershop/runtime";
import { readExposition, type Scrape } from "../src/course/exposition.ts";
import { failed, type Verdict } from "../src/course/lab.ts";
import type { RunningFile } from "../src/course/run-file.ts";
import { requestError } from "../src/course/work.ts";

/** As the task names the counter, and as Prometheus' format does. */
const COUNTER = "app.discount.lookups";
export const METRIC = "app_discount_lookups_total";
const LABEL = "app_discount_result";
const SCRAPE_MS_MAX = 1000;

/** Asks the service for its metrics, as a Prometheus does. Rejects with a WorkError. */
export async function scrape(service: RunningFile): Promise<Scrape> {
  try {
    const answer = await directFetch(`${service.url}/metrics`, { signal: AbortSignal.timeout(SCRAPE_MS_MAX) });
    return readExposition(await answer.text());
  } catch (cause) {
    const problem = await service.problem();
    throw requestError(`it does not answer GET /metrics${problem && `: ${problem}`}`, cause);
  }
}

/** What is wrong with the counter; undefined when it has counted each look-up. `codes` must not be in a label. */
export function judgeMetric(
  { types, series }: Scrape,
  expected: ReadonlyMap<string, number>,
  codes: readonly string[],
): Verdict | undefined {
  const type = types.get(METRIC);
  if (type === undefined) return failed(whyMissing([...types.keys()]));
  if (type !== "counter") {
    return failed(
      `The spans are right. ${METRIC} is a ${type}: it holds the last value that was recorded, and rate() of it means nothing. What is counted is a counter.`,
    );
  }
  const own = series.filter(({ metric }) => metric === METRIC);
  if (own.length === 0) {
    return failed(
      `The spans are right. ${METRIC} is there and has no series after ${sum(expected)} look-ups: the counter was made, and nothing added to it.`,
    );
  }
  for (const { labels } of own) {
    const [name, value] = [...labels].find(([, one]) => codes.includes(one)) ?? [];
    if (name !== undefined) {
      return failed(
        `The spans are right. The label ${name} of ${METRIC} has the value “${value}”, a code as somebody typed it: each new code makes a series that stays. A code belongs on the span.`,
      );
    }
    const other = [...labels.keys()].find((key) => key !== LABEL);
    if (other !== undefined) return failed(`${METRIC} has the label ${other}, for which nobody asked.`);
    if (!labels.has(LABEL)) {
      return failed(
        `The spans are right. A series of ${METRIC} lacks the label ${LABEL}: nobody can tell refused codes from known ones.`,
      );
    }
  }
  const counted = new Map(own.map(({ labels, value }) => [labels.get(LABEL) ?? "", value]));
  return judgeCounts(counted, expected);
}

function judgeCounts(counted: ReadonlyMap<string, number>, expected: ReadonlyMap<string, number>): Verdict | undefined {
  const unknown = [...counted.keys()].find((result) => !expected.has(result));
  if (unknown !== undefined)
    return failed(`${LABEL} has the value “${unknown}”, and may have ${[...expected.keys()].join(", ")}.`);
  for (const [result, times] of expected) {
    const value = counted.get(result);
    if (value === undefined) {
      return failed(
        `The spans are right. ${METRIC} has no series with ${LABEL}="${result}", and there was such a look-up: a way out of the function passes by the counter.`,
      );
    }
    if (value !== times) {
      return failed(
        `The spans are right. ${METRIC}{${LABEL}="${result}"} is ${value} after ${times} such look-up${times === 1 ? "" : "s"}: each adds 1.`,
      );
    }
  }
  return undefined;
}

function whyMissing(names: readonly string[]): string {
  const found = names.length === 0 ? "It holds no metric at all" : `It holds ${names.join(", ")}`;
  const similar = names.find((name) => name.startsWith("app_discount_lookups"));
  const why = similar?.endsWith("_total")
    ? "a unit becomes a part of the name, and look-ups are not measured in one."
    : `make the counter ${COUNTER}; the format for Prometheus writes “_” for dots, and “_total” behind.`;
  return `The spans are right. GET /metrics has no ${METRIC}. ${found}: ${why}`;
}

function sum(expected: ReadonlyMap<string, number>): number {
  return [...expected.values()].reduce((one, other) => one + other, 0);
}
