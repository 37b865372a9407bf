export type { ScrapeTarget } from "./scrape/target.ts";
export { type Scraper, type ScraperOptions, startScraper } from "./scraper.ts";
