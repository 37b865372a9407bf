import type { BrowserContext, ConsoleMessage, Response } from "playwright-core";

export interface Expectations {
  /** Addresses a page may talk to, as origins. */
  readonly origins: readonly string[];
  /** HTTP statuses from 400 on that are part of the test. */
  readonly refusals: readonly number[];
}

/** Chromium's own note about a status; the response itself is looked at instead. */
const STATUS_NOTE = /^Failed to load resource: the server responded with a status of \d+/;

/**
 * Collects whatever should not happen behind a visitor's back: requests to other hosts, console errors (a broken content
 * security policy is one), uncaught exceptions, refusals nobody expects. The list grows as long as the context is open.
 */
export function watch(context: BrowserContext, { origins, refusals }: Expectations): readonly string[] {
  const problems: string[] = [];
  context.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith("http") && !origins.includes(origin)) problems.push(`request to ${request.url()}`);
  });
  context.on("response", (response: Response) => {
    const status = response.status();
    if (status >= 400 && !refusals.includes(status)) problems.push(`${response.url()} answered ${status}`);
  });
  context.on("console", (message: ConsoleMessage) => {
    if (message.type() === "error" && !STATUS_NOTE.test(message.text())) problems.push(`console: ${message.text()}`);
  });
  context.on("weberror", (error) => problems.push(`uncaught: ${error.error().message}`));
  return problems;
}
