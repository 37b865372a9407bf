import { setTimeout as pause } from "node:timers/promises";
import { launchHere } from "@hipstershop/shop/launch-here";
import type { Launch } from "@hipstershop/shop/launch";
import { launchProcess } from "@hipstershop/shop/launch-process";
import type { Trace } from "@hipstershop/traces";
import { startTestShop, type TestShop } from "../support/shop.ts";
import { wholeTrace } from "../support/traces.ts";
import { type Answer, Visitor } from "../support/visitor.ts";

/** What is recorded: a service that freezes while somebody loads the same page again and again. */
export interface Scenario {
  /** Also the name of the recording. */
  readonly service: string;
  readonly page: string;
  readonly currency: string;
}

export const SCENARIOS: readonly Scenario[] = [
  { service: "recommendationservice", page: "/product/OLJCESPC7Z", currency: "USD" },
  { service: "shippingservice", page: "/cart", currency: "USD" },
  { service: "currencyservice", page: "/product/OLJCESPC7Z", currency: "EUR" },
];

const NOT_SENT = "circuit breaker open";
const DEGRADED = "part of the page degraded";
/** Pages before they are recorded: connections are open then, and the breaker knows what is usual. */
const WARM_UP = 25;
/** Pages while the breaker is open and the service still frozen. */
const OPEN_PAGES = 3;
const PAGES_MAX = 30;
/** Between two pages, once the service goes on: it is found out twice a second. */
const EVERY_MS = 200;
const LATE_SPANS_MS = 2000;

/** Somebody with the scenario's currency, and one product in the cart. */
export async function visitorOf({ url }: Pick<TestShop, "url">, { currency }: Scenario): Promise<Visitor> {
  const visitor = new Visitor(url);
  visitor.setCookie("shop_currency", currency);
  await visitor.post("/cart", { product_id: "OLJCESPC7Z", quantity: "1" });
  return visitor;
}

export function loadPage(visitor: Visitor, { page }: Scenario): Promise<Answer> {
  return visitor.get(page);
}

/** Plays a scenario with a real process that is stopped by a signal. Resolves to the traces of its pages, in their order. */
export async function recordFrozen(scenario: Scenario): Promise<readonly Trace[]> {
  const { service: name } = scenario;
  const launch: Launch = (service, variables, events) =>
    (service.name === name ? launchProcess : launchHere)(service, variables, events);
  await using shop = await startTestShop({}, launch);
  const visitor = await visitorOf(shop, scenario);
  for (let i = 0; i < WARM_UP; i += 1) await loadPage(visitor, scenario);
  const ids: string[] = [];
  const load = async (): Promise<Trace> => {
    const { traceId } = await loadPage(visitor, scenario);
    ids.push(traceId);
    return wholeTrace(shop, traceId, hasRoot);
  };
  const until = async (isDone: (trace: Trace) => boolean, everyMs = 0): Promise<void> => {
    for (let i = 0; i < PAGES_MAX && !isDone(await load()); i += 1) await pause(everyMs);
  };
  await until((trace) => !has(trace, DEGRADED));
  const { pid = 0 } = shop.status.services.find((service) => service.name === name) ?? {};
  process.kill(pid, "SIGSTOP");
  try {
    await until((trace) => has(trace, NOT_SENT));
    for (let i = 1; i < OPEN_PAGES; i += 1) await load();
  } finally {
    process.kill(pid, "SIGCONT");
  }
  await until((trace) => !has(trace, DEGRADED), EVERY_MS);
  await load();
  // What the service makes of calls that it reads when it goes on comes last.
  await pause(LATE_SPANS_MS);
  return await Promise.all(ids.map((id) => wholeTrace(shop, id, hasRoot)));
}

/** A call without an answer has no span of the service that was called: nothing more is to come. */
function hasRoot({ spans }: Trace): boolean {
  return spans.some(({ parentSpanId }) => parentSpanId === "");
}

function has({ spans }: Trace, event: string): boolean {
  return spans.some(({ logs }) => logs.some(({ fields }) => fields.some(({ value }) => value === event)));
}
