import { DEMO_ORDER, DEMO_PRODUCT } from "../demo-order.ts";
import { type Fault, lessons, mainPlace, type TryAt } from "@hipstershop/faults/catalogue";
import { placesOf, wishFor } from "@hipstershop/faults/places";
import { oneLine } from "@hipstershop/text";
import colors from "picocolors";
import type { ShopStatus } from "../status.ts";
import { wrapText } from "../terminal.ts";

/** What there is to know about a fault, with the commands and pages for the shop that runs, or for the usual ports. */
export interface Explanation {
  readonly name: string;
  readonly effect: string;
  readonly lesson: { readonly title: string; readonly question: string };
  readonly where: readonly string[];
  readonly variants: readonly { readonly name: string; readonly about: string }[];
  readonly shows: Fault["shows"];
  /** A page or command for each signal. */
  readonly look: Readonly<Record<keyof Fault["shows"], string>>;
  readonly teaches: string;
  /** Commands that make one poisoned request; empty for faults that one request can't ask for. */
  readonly tryIt: readonly string[];
}

export function explain(fault: Fault, status: ShopStatus | undefined, stateFolder: string): Explanation {
  const { name, effect, variants, shows, teaches, lesson } = fault;
  const { title = "", question = "" } = lessons.find(({ id }) => id === lesson) ?? {};
  return {
    name,
    effect,
    lesson: { title, question },
    where: placesOf(fault),
    variants: variants.map((variant) => ({ name: variant.name, about: variant.about })),
    shows,
    look: lookAt(fault, status, stateFolder),
    teaches,
    tryIt: fault.perRequest ? clicks(fault, status?.frontend ?? "http://localhost:8080") : [],
  };
}

function lookAt(fault: Fault, status: ShopStatus | undefined, stateFolder: string): Explanation["look"] {
  const { service } = mainPlace(fault);
  const shown = service === "*" ? "frontend" : service;
  const metrics = status?.services.find(({ name }) => name === shown)?.metrics;
  const traces = status?.traces ?? "http://localhost:16686";
  return {
    traces: `${traces}/search?q=${encodeURIComponent(`app.fault=*${fault.name}:*`)}`,
    metrics: metrics ? `curl -s ${metrics} | grep app_faults_total` : `shop status tells where ${shown}'s metrics are`,
    logs: `tail -f ${stateFolder}/logs/${shown}.log`,
  };
}

const INTO_CART = `-d product_id=${DEMO_PRODUCT} -d quantity=1`;
const ORDER = new URLSearchParams(DEMO_ORDER).toString();
/** Prints the headers, among them the trace id. */
const CURL = "curl -s -o /dev/null -D -";

/** The click with the fault in baggage; for callers without baggage the same in a header. */
function clicks(fault: Fault, shop: string): readonly string[] {
  const wish = wishFor(fault);
  const baggage = `-H 'baggage: shop.fault=${wish}'`;
  const paths: Readonly<Record<TryAt, readonly string[]>> = {
    home: [`${CURL} ${baggage} ${shop}/`, `${CURL} -H 'x-shop-fault: ${wish}' ${shop}/`],
    product: [`${CURL} ${baggage} ${shop}/product/${DEMO_PRODUCT}`],
    cart: [`${CURL} -L -b '' ${baggage} ${INTO_CART} ${shop}/cart`],
    checkout: [
      `curl -s -o /dev/null -c cookies.txt ${INTO_CART} ${shop}/cart`,
      `${CURL} -b cookies.txt ${baggage} -d '${ORDER}' ${shop}/cart/checkout`,
    ],
  };
  return paths[fault.tryAt ?? "home"];
}

const TITLE_WIDTH = 11;

/** The explanation as text, with the state of its flag when that is known. Sentences are wrapped at the width, commands stay whole. */
export function explanationText(explanation: Explanation, now: string | undefined, columns = Infinity): string {
  const { name, effect, lesson, where, variants, shows, look, teaches, tryIt } = explanation;
  const width = Math.max(...variants.map((variant) => variant.name.length));
  const everybody = `shop faults set ${name} ${variants[1]?.name}`;
  const commands = new Set([...Object.values(look), ...tryIt, everybody]);
  const lines: (readonly [title: string, ...texts: string[]])[] = [
    ["lesson", `${lesson.title}: ${lesson.question}`],
    ["where", ...where],
    ["variants", ...variants.map((variant) => `${variant.name.padEnd(width)}  ${variant.about}`)],
    ...(now === undefined ? [] : ([["now", now]] as const)),
    ["traces", shows.traces, look.traces],
    ["metrics", shows.metrics, look.metrics],
    ["logs", shows.logs, look.logs],
    ["to learn", teaches],
    ["one request", ...(tryIt.length > 0 ? tryIt : ["can't ask for it: it is a fault of a whole process"])],
    ["everybody", everybody],
  ];
  const room = Math.max(20, columns - TITLE_WIDTH - 4);
  const body = lines.flatMap(([title, ...texts]) =>
    texts
      .flatMap((text) => (commands.has(text) || text.length <= room ? [text] : wrapText(text, room)))
      .map((text, i) => `  ${colors.dim((i === 0 ? title : "").padEnd(TITLE_WIDTH))}  ${oneLine(text)}`),
  );
  const head =
    name.length + 2 + effect.length <= columns ? [`  ${effect}`] : ["\n", wrapText(effect, columns).join("\n")];
  return [`${colors.bold(name)}${head.join("")}`, "", ...body].join("\n");
}
