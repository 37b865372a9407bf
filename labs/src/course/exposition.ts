/** A series of a scrape: its metric, its labels, and its value. */
export interface ScrapedSeries {
  readonly metric: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly value: number;
}

/** What a program answers to GET /metrics. */
export interface Scrape {
  /** The type of each metric, such as "counter". */
  readonly types: ReadonlyMap<string, string>;
  readonly series: readonly ScrapedSeries[];
}

/** Reads Prometheus' text format; lines that are something else are left out. */
export function readExposition(text: string): Scrape {
  const types = new Map<string, string>();
  const series: ScrapedSeries[] = [];
  for (const line of text.split("\n")) {
    const [, typed = "", type = ""] = /^# TYPE (\S+) (\w+)/.exec(line) ?? [];
    if (typed !== "") types.set(typed, type);
    const [, metric = "", inBraces = "", value = ""] =
      /^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? ([-+\d.eE]+)(?: |$)/.exec(line) ?? [];
    if (metric !== "") series.push({ metric, labels: labelsIn(inBraces), value: Number(value) });
  }
  return { types, series };
}

function labelsIn(inBraces: string): ReadonlyMap<string, string> {
  const pairs = inBraces.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g);
  return new Map([...pairs].map(([, name = "", value = ""]) => [name, value.replaceAll(/\\(.)/g, unescaped)]));
}

function unescaped(_pair: string, character: string): string {
  return character === "n" ? "\n" : character;
}
