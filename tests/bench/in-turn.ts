import { type Figures, type Length, measure } from "./measure.ts";
import type { Floor } from "./floor.ts";
import { median } from "./median.ts";
import type { Scenario } from "./scenarios.ts";
import type { RunningShop } from "./shop-process.ts";

/** A shop and how the tables call it. */
export interface Contestant {
  readonly name: string;
  readonly shop: RunningShop;
}

/** Medians of the rounds. Ratios are medians of the rounds' ratios: within a round the machine was the same. */
export interface ShopFigures {
  readonly name: string;
  readonly figures: Figures;
  /** CPU per page by that of thirteen bare exchanges. */
  readonly perFloor: number;
  /** The first shop's figures by this one's. */
  readonly first: Ratios;
  readonly rounds: readonly Figures[];
}

/** Of two shops. */
export interface Ratios {
  readonly cpu: number;
  readonly pagesPerSecond: number;
  readonly p50: number;
}

/** One scenario at one number of connections, of all shops. */
export interface Measurement {
  readonly scenario: string;
  readonly connections: number;
  /** CPU milliseconds of thirteen bare exchanges. */
  readonly floorMs: number;
  readonly shops: readonly ShopFigures[];
}

/** How each figure is measured. */
export interface Turns {
  readonly scenario: Scenario;
  readonly connections: number;
  readonly forMs: number;
  readonly rounds: number;
}

const FLOOR_MS_MAX = 1000;
const WARM_UP_MS_MAX = 2000;
/** Of all rounds but the first. */
const SHORT_WARM_UP_MS = 500;

/** Measures all shops and the floor one after the other, round by round, each round beginning with another one. */
export async function measureInTurn(
  contestants: readonly Contestant[],
  floor: Floor,
  turns: Turns,
): Promise<Measurement> {
  const { scenario, connections, forMs, rounds } = turns;
  const seen = contestants.map((): Figures[] => []);
  const floors: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const warmUpMs = Math.min(forMs, round === 0 ? WARM_UP_MS_MAX : SHORT_WARM_UP_MS);
    const length: Length = { connections, forMs, warmUpMs };
    for (let turn = 0; turn <= contestants.length; turn += 1) {
      const i = (round + turn) % (contestants.length + 1);
      const contestant = contestants[i];
      if (contestant) seen[i]?.push(await measure(contestant.shop, scenario, length));
      else floors.push(await floor.measure(Math.min(forMs, FLOOR_MS_MAX)));
    }
  }
  const shops = contestants.map(({ name }, i) => summary(name, seen[i] ?? [], { first: seen[0] ?? [], floors }));
  return { scenario: scenario.name, connections, floorMs: median(floors), shops };
}

/** The figures of one shop, from those of its rounds, the first shop's and the floor's. */
export function summary(
  name: string,
  rounds: readonly Figures[],
  { first, floors }: { readonly first: readonly Figures[]; readonly floors: readonly number[] },
): ShopFigures {
  const middle = (key: keyof Figures) => median(rounds.map((figures) => figures[key]));
  const ratio = (key: keyof Figures) => median(rounds.map((figures, i) => (first[i]?.[key] ?? 0) / figures[key]));
  return {
    name,
    figures: {
      cpuMsPerPage: middle("cpuMsPerPage"),
      pagesPerSecond: middle("pagesPerSecond"),
      p50Ms: middle("p50Ms"),
      p99Ms: middle("p99Ms"),
    },
    perFloor: median(rounds.map(({ cpuMsPerPage }, i) => cpuMsPerPage / (floors[i] ?? 0))),
    first: { cpu: ratio("cpuMsPerPage"), pagesPerSecond: ratio("pagesPerSecond"), p50: ratio("p50Ms") },
    rounds,
  };
}
