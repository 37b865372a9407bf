import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { type Scraper, type ScraperOptions, type ScrapeTarget, startScraper } from "../src/index.ts";
import { Scrape } from "../src/scrape/scrape.ts";
import { matcherOf } from "../src/store/matcher.ts";
import { SeriesStore } from "../src/store/store.ts";
import { expose, valuesOf } from "./served.ts";

const INTERVAL_MS = 20;
const METRICS = `# HELP requests_total Requests.
# TYPE requests_total counter
requests_total{version="exposed",path="/a b,{}"} 3
temperature -1.5e2
`;

test("a target's samples are kept with its labels, and what these displace is kept as exported_…", async () => {
  await using exposed = await expose(METRICS);
  const labels = { job: "shop", version: "canary" };
  await using scraper = await startScraper({ intervalMs: INTERVAL_MS, targets: [{ url: exposed.url, labels }] });
  await scraper.scraped(1);
  expect(await valuesOf(scraper.url, '{__name__=~"requests_total|temperature|up"}')).toEqual({
    'requests_total{exported_version="exposed",job="shop",path="/a b,{}",version="canary"}': 3,
    'temperature{job="shop",version="canary"}': -150,
    'up{job="shop",version="canary"}': 1,
  });
  const host = new URL(exposed.url).host;
  expect(Object.keys(await valuesOf(scraper.url, `{instance="${host}"}`))).toHaveLength(4);
  const [duration = 0] = Object.values(await valuesOf(scraper.url, "scrape_duration_seconds"));
  expect(duration).toBeGreaterThan(0);
});

test("a series that is gone from a scrape ends, and so do all when the target fails or is removed", async () => {
  await using exposed = await expose(METRICS);
  const targets = [{ url: exposed.url, labels: { job: "shop" } }];
  const told: string[] = [];
  const warn = (message: string) => told.push(message);
  await using scraper = await startScraper({ intervalMs: INTERVAL_MS, targets, warn });
  const names = async () => Object.keys(await valuesOf(scraper.url, 'count by (__name__) ({job="shop"})')).toSorted();
  await scraper.scraped(1);
  expect(await names()).toEqual(["requests_total{}", "scrape_duration_seconds{}", "temperature{}", "up{}"]);

  exposed.text = "temperature 3\n";
  await scraper.scraped(2);
  expect(await names()).toEqual(["scrape_duration_seconds{}", "temperature{}", "up{}"]);

  exposed.status = 503;
  await scraper.scraped(2);
  expect(await names()).toEqual(["scrape_duration_seconds{}", "up{}"]);
  expect(await valuesOf(scraper.url, "up")).toEqual({ 'up{job="shop"}': 0 });
  expect(told).toEqual([`scrape of ${exposed.url}: ${exposed.url} answered with status 503`]);

  exposed.status = 200;
  await scraper.scraped(2);
  expect(await names()).toContain("temperature{}");

  scraper.setTargets([]);
  await expect.poll(names).toEqual([]);
  await scraper.scraped(5);
});

test("nothing is kept of a scrape with a line that is no sample, and the line is told once", async () => {
  await using exposed = await expose("good 1\nbad one\n");
  const told: string[] = [];
  const targets = [{ url: exposed.url, labels: {} }];
  await using scraper = await startScraper({
    intervalMs: INTERVAL_MS,
    targets,
    warn: (message) => told.push(message),
  });
  await scraper.scraped(3);
  expect(await valuesOf(scraper.url, "good or up")).toEqual({ "up{}": 0 });
  expect(told).toEqual([`scrape of ${exposed.url}: "one" is no number in the line "bad one"`]);
});

test("nothing is kept of a scrape with more series than there is room for, and known ones go on", async () => {
  await using exposed = await expose("a 1\nb 1\n");
  const store = new SeriesStore({ retentionMs: 60_000, seriesMax: 5 });
  const scrape = new Scrape({ url: exposed.url, labels: {} }, store);
  const run = () => scrape.run(new AbortController().signal, 5000);
  await run();
  expect([scrape.problem, store.seriesCount]).toEqual([undefined, 4]);
  exposed.text = "a 1\nb 1\nc 1\nd 1\n";
  await run();
  expect([scrape.problem, store.seriesCount]).toEqual(["there is room for 5 series only", 4]);
  exposed.text = "a 2\nb 2\n";
  await run();
  expect(scrape.problem).toBeUndefined();
  const [a] = store.select([matcherOf("__name__", "=", "a")]);
  expect(a?.window(0, Infinity, false).values).toEqual([1, 2]);
});

test("targets that stay when targets change are scraped on, and new ones are added", async () => {
  await using first = await expose("a 1\n");
  await using second = await expose("a 2\n");
  const target = (url: string, job: string): ScrapeTarget => ({ url, labels: { job } });
  const targets = [target(first.url, "first")];
  await using scraper = await startScraper({ intervalMs: INTERVAL_MS, targets });
  await scraper.scraped(2);
  scraper.setTargets([target(first.url, "first"), target(second.url, "second")]);
  await scraper.scraped(1);
  expect(await valuesOf(scraper.url, "a")).toEqual({ 'a{job="first"}': 1, 'a{job="second"}': 2 });
  expect((await valuesOf(scraper.url, "count_over_time(a[1m])"))['{job="first"}']).toBeGreaterThanOrEqual(3);
});

test("a target that never answers holds up neither other targets nor the end", async () => {
  await using good = await expose("a 1\n");
  await using silent = await expose("");
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  await using hanging = createServer((socket) => {
    socket.resume();
    resolve();
  }).listen(0, "127.0.0.1");
  await once(hanging, "listening");
  const address = hanging.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const scraper: Scraper = await startScraper({
    intervalMs: INTERVAL_MS,
    targets: [
      { url: good.url, labels: { job: "good" } },
      { url: silent.url, labels: { job: "silent" } },
      { url: `http://127.0.0.1:${port}/metrics`, labels: { job: "hanging" } },
    ],
  });
  await asked;
  await expect
    .poll(() => valuesOf(scraper.url, "count_over_time(up[1m]) > 2"))
    .toMatchObject({
      '{job="good"}': expect.any(Number),
      '{job="silent"}': expect.any(Number),
    });
  const [waiting] = await Promise.allSettled([scraper.scraped(1), scraper[Symbol.asyncDispose]()]);
  expect(waiting).toMatchObject({ status: "rejected", reason: { message: "the scraper was stopped" } });
});

test.each<[ScraperOptions, string]>([
  [{ intervalMs: 0, targets: [] }, "intervalMs must be at least 10, not 0"],
  [{ intervalMs: 1000, retentionMs: 10, targets: [] }, "retentionMs must be at least intervalMs, not 10"],
  [{ intervalMs: 1000, targets: [{ url: "localhost:9090", labels: {} }] }, "a target's url must be like http://"],
  [{ intervalMs: 1000, targets: [{ url: "http://x/", labels: { "a-b": "c" } }] }, "can't be a label of the target"],
  [{ intervalMs: 1000, targets: [], port: 1, host: "192.0.2.1" }, "the scraper can't listen on 192.0.2.1:1"],
])("wrong options are refused: %o", async (options, problem) => {
  await expect(startScraper(options)).rejects.toThrow(problem);
});
