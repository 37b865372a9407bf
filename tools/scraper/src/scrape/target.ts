import { type Label, Labels, METRIC_NAME } from "../store/labels.ts";

/** What is scraped, and the labels that all of its series get. */
export interface ScrapeTarget {
  /** Such as http://127.0.0.1:9464/metrics. */
  readonly url: string;
  /** Such as job, app and version. `instance` is the URL's host and port when it is left out. */
  readonly labels: Readonly<Record<string, string>>;
}

/** A target's own labels; a RangeError says what is wrong with the target. */
export function targetLabels({ url, labels }: ScrapeTarget): Labels {
  const { protocol, host } = URL.canParse(url) ? new URL(url) : { protocol: "", host: "" };
  if (protocol !== "http:" && protocol !== "https:") {
    throw new RangeError(`a target's url must be like http://127.0.0.1:9464/metrics, not ${JSON.stringify(url)}`);
  }
  const wrong = Object.keys(labels).find((name) => !/^[a-zA-Z_]\w*$/.test(name) || name === METRIC_NAME);
  if (wrong !== undefined) throw new RangeError(`${JSON.stringify(wrong)} can't be a label of the target ${url}`);
  return Labels.of([["instance", host], ...Object.entries(labels)]);
}

/** Labels of a scraped series: the target's win, and what they displace is kept as `exported_…`. */
export function seriesLabels(scraped: readonly Label[], target: Labels): Labels {
  const names = new Set([...scraped, ...target.pairs].map(([name]) => name));
  const kept = scraped.map(([name, value]): Label => {
    if (target.get(name) === "") return [name, value];
    let free = `exported_${name}`;
    while (names.has(free)) free = `exported_${free}`;
    names.add(free);
    return [free, value];
  });
  return Labels.of([...kept, ...target.pairs]);
}
