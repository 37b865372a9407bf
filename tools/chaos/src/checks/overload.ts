import { setTimeout as delay } from "node:timers/promises";
import type { Check, CheckContext } from "../check.ts";
import { type LoadResult, percentile, type PageAnswer, Visitors } from "../page-load.ts";
import { cpuSecondsOf, NO_PROC } from "../process-figures.ts";
import { startSingleProcessShop } from "../single-process.ts";

/** Visitors without pauses who keep the shop busy, and of whom nobody is refused. */
const AT_CAPACITY = 64;
/** Visitors without pauses who are more than the shop can serve. */
const OVERLOAD = 600;
const STRETCH_MS = 7500;
const ROUNDS = 3;
/** Visitors who come back after Retry-After; refusals must reach them at once. */
const PATIENT = 20;
const PATIENT_PAUSE_MS = 1100;
const NORMAL_AGAIN_MS_MAX = 5000;

/** R9: visitors who come back at once when they are refused do not keep the shop from serving others. */
export const overload: Check = {
  id: "R9",
  title: "600 visitors without pauses",
  inShortPart: false,
  async run(context) {
    if (NO_PROC !== undefined) return { figures: [], problems: [], skipped: NO_PROC };
    await using shop = await startSingleProcessShop();
    using visitors = new Visitors(shop.url);
    const cpuSeconds = () => cpuSecondsOf(shop.pid);
    const load = (count: number) => visitors.load(count, STRETCH_MS, { cpuSeconds, signal: context.signal });
    context.progress("warming up");
    await load(AT_CAPACITY);
    const calm = await calmMs(visitors);
    const rounds: Round[] = [];
    for (let round = 1; round <= ROUNDS; round++) {
      context.signal.throwIfAborted();
      context.progress(`round ${round} of ${ROUNDS}`);
      const before = await load(AT_CAPACITY);
      const patient = new PatientVisitors(shop.url, context);
      const over = await load(OVERLOAD);
      const refusals = await patient.end();
      const normalAgainMs = await normalAgain(visitors, calm);
      rounds.push({ over, peaks: [before, await load(AT_CAPACITY)], refusals, normalAgainMs });
    }
    return { figures: figuresOf(rounds), problems: [], rows: tableOf(rounds) };
  },
};

interface Round {
  readonly over: LoadResult;
  /** The capacity just before and just after. */
  readonly peaks: readonly LoadResult[];
  readonly refusals: readonly PageAnswer[];
  readonly normalAgainMs: number;
}

function figuresOf(rounds: readonly Round[]) {
  const perCpu = ({ goodput, cpu }: LoadResult) => goodput / cpu;
  const share = (of: (result: LoadResult) => number) =>
    percentile(
      rounds.map(({ over, peaks }) => of(over) / mean(peaks.map(of))),
      0.5,
    );
  const p99 = ({ accepted }: LoadResult) => percentile(accepted, 0.99);
  const shed = rounds.flatMap(({ refusals }) => refusals.filter(({ status }) => status === 503));
  const again = Math.max(...rounds.map(({ normalAgainMs }) => normalAgainMs));
  return [
    { name: "pages served, of the capacity", value: 100 * share(({ goodput }) => goodput), unit: "%" },
    { name: "pages per CPU second, of the capacity's", value: 100 * share(perCpu), unit: "%", atLeast: 90 },
    { name: "p99 of served pages, times the capacity's", value: share(p99), unit: "", atMost: 2 },
    {
      name: "refusals of patient visitors, median",
      value: percentile(
        shed.map(({ tookMs }) => tookMs),
        0.5,
      ),
      unit: "ms",
      atMost: 50,
    },
    {
      name: "failed answers",
      value: rounds.flatMap(({ over, peaks }) => [over, ...peaks]).reduce((sum, { failed }) => sum + failed, 0),
      unit: "",
      atMost: 0,
    },
    { name: "normal again after", value: Math.round(again), unit: "ms", atMost: NORMAL_AGAIN_MS_MAX },
  ];
}

function tableOf(rounds: readonly Round[]): readonly (readonly string[])[] {
  const head = ["round", "visitors", "pages/s", "p99 of pages, ms", "refusals/s per page/s", "CPU of the shop"];
  const rows = rounds.flatMap(({ over, peaks: [before] }, i) =>
    [before, over].map((result, j) => [
      String(i + 1),
      String(j === 0 ? AT_CAPACITY : OVERLOAD),
      (result?.goodput ?? 0).toFixed(0),
      percentile(result?.accepted ?? [], 0.99).toFixed(0),
      ((result?.refused.length ?? 0) / Math.max(1, result?.accepted.length ?? 0)).toFixed(2),
      (result?.cpu ?? 0).toFixed(2),
    ]),
  );
  return [head, ...rows];
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Visitors who do as Retry-After asks, until they are ended. */
class PatientVisitors {
  readonly #ended = new AbortController();
  readonly #answers: PageAnswer[] = [];
  readonly #visits: Promise<unknown>;

  constructor(url: string, { signal }: CheckContext) {
    const over = AbortSignal.any([signal, this.#ended.signal]);
    this.#visits = Promise.all(Array.from({ length: PATIENT }, (_, i) => this.#visit(url, i, over)));
  }

  async end(): Promise<readonly PageAnswer[]> {
    this.#ended.abort();
    await this.#visits;
    return this.#answers;
  }

  async #visit(url: string, turn: number, over: AbortSignal): Promise<void> {
    using visitor = new Visitors(url);
    // Opens the connection.
    await visitor.page(turn);
    while (!over.aborted) {
      await delay(PATIENT_PAUSE_MS, undefined, { signal: over }).catch(() => {});
      if (!over.aborted) this.#answers.push(await visitor.page(turn));
    }
  }
}

/** What a page takes while nobody else comes. */
async function calmMs(visitors: Visitors): Promise<number> {
  const took: number[] = [];
  for (let i = 0; i < 40; i++) took.push((await visitors.page(i)).tookMs);
  return percentile(took, 0.9);
}

/** Time until eight pages in a row are served about as fast as in calm. */
async function normalAgain(visitors: Visitors, calm: number): Promise<number> {
  const started = performance.now();
  for (let inRow = 0, i = 0; inRow < 8 && performance.now() - started < 2 * NORMAL_AGAIN_MS_MAX; i++) {
    const { status, tookMs } = await visitors.page(i);
    inRow = status === 200 && tookMs < Math.max(100, 3 * calm) ? inRow + 1 : 0;
  }
  return performance.now() - started;
}
