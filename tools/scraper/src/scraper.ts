import { ListenError, urlHost } from "@hipstershop/addresses";
import { createApp } from "./http/app.ts";
import { Scraping } from "./scrape/scraping.ts";
import type { ScrapeTarget } from "./scrape/target.ts";
import { SeriesStore } from "./store/store.ts";

export interface ScraperOptions {
  /** The address to listen on; 127.0.0.1 when left out. */
  readonly host?: string;
  /** 0, which is the default, takes a free port. */
  readonly port?: number;
  /** Time from one scrape of a target to the next, in milliseconds. */
  readonly intervalMs: number;
  readonly targets: readonly ScrapeTarget[];
  /** How long samples are kept, in milliseconds; ten minutes when left out. */
  readonly retentionMs?: number;
  /** Is told why scrapes fail, and of errors of its own; by default nobody. */
  readonly warn?: (message: string) => void;
}

/** A running scraper. Disposal stops it; its samples are lost. */
export interface Scraper extends AsyncDisposable {
  /** The base address of its API, such as http://127.0.0.1:40123. */
  readonly url: string;
  /** Replaces the targets. Those that stay are scraped on; the series of others end. Throws a RangeError for a wrong one. */
  setTargets(targets: readonly ScrapeTarget[]): void;
  /** Resolves when each present target was scraped `times` more times, well or not; rejects when it is stopped before. */
  scraped(times: number): Promise<void>;
}

const RETENTION_MS = 600_000;
const INTERVAL_MS_MIN = 10;

/** Starts scraping and serving. A RangeError says which option is wrong, a ListenError why it can't listen. */
export async function startScraper(options: ScraperOptions): Promise<Scraper> {
  const { host = "127.0.0.1", port = 0, intervalMs, retentionMs = RETENTION_MS, warn = () => undefined } = options;
  if (!(intervalMs >= INTERVAL_MS_MIN))
    throw new RangeError(`intervalMs must be at least ${INTERVAL_MS_MIN}, not ${intervalMs}`);
  if (!(retentionMs >= intervalMs)) throw new RangeError(`retentionMs must be at least intervalMs, not ${retentionMs}`);
  await using stack = new AsyncDisposableStack();
  const store = new SeriesStore({ retentionMs });
  const app = createApp({ store, major: 3 }, warn);
  stack.defer(() => app.close());
  const scraping = stack.use(new Scraping({ store, intervalMs, warn }));
  scraping.setTargets(options.targets);
  await app.listen({ port, host }).catch((cause: unknown) => {
    throw new ListenError("the scraper", { host, port }, cause, { host: "host", port: "port" });
  });
  const address = app.server.address();
  const owned = stack.move();
  return {
    url: `http://${urlHost(host)}:${typeof address === "object" && address ? address.port : port}`,
    setTargets: (targets) => scraping.setTargets(targets),
    scraped: (times) => scraping.scraped(times),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
