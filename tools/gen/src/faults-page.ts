import { type Fault, faults, type Lesson, lessons } from "@hipstershop/faults/catalogue";
import { placesOf, wishFor } from "@hipstershop/faults/places";
import { wrap } from "./wrap.ts";

const HEAD = `# Faults

The shop can be broken on purpose: ${faults.length} faults, each a flag of
[flagservice](../services/flagservice/README.md). They act from outside, around handlers and calls; the code of the
services knows nothing of them. This page is made of the catalogue (\`libs/faults/src/catalogue\`) by \`npm run gen\`.

The span in which a fault acts has the attribute \`app.fault\` = \`name:variant\` and an event
\`feature_flag.evaluation\`; \`app_faults_total\` counts it by name and variant. In the viewer, the search
\`app.fault=*\` finds such traces. A fault that is off leaves nothing.

## Switch a fault

For everybody, for a share, or for those whom a rule of
[flagd](https://flagd.dev/reference/flag-definitions/) names, by the command or on the shop's page of faults. Who has
taken a name in the course switches faults there only for themselves, unless they choose everybody. By the command:

\`\`\`sh
npx shop faults list
npx shop faults explain shippingSlow
npx shop faults set shippingSlow 800ms
npx shop faults set paymentFailure declined --percent 10
npx shop faults set currencySlow eur --where learner=ada --where currency=EUR
npx shop faults list --context learner=ada --context currency=EUR
npx shop faults reset
\`\`\`

Rules can ask for these keys, as far as the request has them: \`targetingKey\` (the user or session, else the trace id),
\`service\`, \`rpc\`, \`version\`, \`revision\`, \`learner\` (baggage \`shop.learner\`), \`currency\`, \`country\`, \`product\`,
\`user\`. Shares are split by \`targetingKey\`. With \`--address\` the commands are for any flag service. In a cluster the
flags are a ConfigMap, which is read-only for rpcs: [\`kubectl edit configmap flags\`](minikube.md) changes them.

A game day switches faults on and off over a time, and the same seed always plans the same:

\`\`\`sh
npx shop faults schedule --seed 7 --duration 10m --every 30s --dry-run
\`\`\`

For **one request** nothing is switched: it asks for a fault itself, in baggage, or in a header if it has no baggage.
Several are joined by \`+\`. Services carry it on, so it can enter at any hop. It works where \`FAULTS_FROM_BAGGAGE\` is
\`on\`, as under \`npm start\`. A fault that a request asks for in vain is named by \`app.fault.ignored\`. With
\`unmarked\` among the faults, as in \`unmarked+priceCalls:sequential\`, they act and spans do not tell: for incidents that
somebody is to find. Only \`app_faults_total\` counts them.

\`\`\`sh
curl -H 'baggage: shop.fault=priceCalls:sequential' localhost:8080/
curl -H 'x-shop-fault: priceRounding:up' localhost:8080/product/OLJCESPC7Z
\`\`\`

## The lessons
`;

/** docs/faults.md. */
export function faultsPage(): string {
  return [HEAD, ...lessons.map(entryOf), "", ...lessons.map(sectionOf)].join("\n");
}

function entryOf(lesson: Lesson): string {
  const names = taughtBy(lesson).map(({ name }) => `[${name}](#${name.toLowerCase()})`);
  return wrap("- ", `**${lesson.title}**: ${names.join(", ")}`);
}

function sectionOf(lesson: Lesson): string {
  return [`## ${lesson.title}\n`, `${lesson.question}\n`, ...taughtBy(lesson).map(partOf)].join("\n");
}

const taughtBy = ({ id }: Lesson) => faults.filter(({ lesson }) => lesson === id);

function partOf(fault: Fault): string {
  const { name, effect, variants, shows, teaches } = fault;
  const lines = [
    wrap("", escaped(`${effect} It acts ${placesOf(fault).join("; ")}.`)),
    "",
    "- **Variants**:",
    ...variants.slice(1).map((variant) => wrap("  - ", `\`${variant.name}\`: ${escaped(variant.about)}`)),
    wrap("- ", `**Traces**: ${escaped(shows.traces)}`),
    wrap("- ", `**Metrics**: ${escaped(shows.metrics)}`),
    wrap("- ", `**Logs**: ${escaped(shows.logs)}`),
    wrap("- ", `**To learn**: ${escaped(teaches)}`),
    wrap("- ", `**Switch**: ${switchOf(fault)}`),
  ];
  return [`### ${name}\n`, ...lines, ""].join("\n");
}

/** The catalogue's text is no Markdown, code in backticks aside. */
function escaped(text: string): string {
  return text.replaceAll(/(`[^`]*`)|([*<])/g, (_, code?: string, special?: string) => code ?? `\\${special}`);
}

const CLICKS = { home: "the home page", product: "a product's page", cart: "a cart with a product", checkout: "an order" };

function switchOf(fault: Fault): string {
  if (!fault.perRequest) return "for everybody; it is a fault of a whole process, which one request can't ask for.";
  const asked = `for everybody, a share, or one request with \`shop.fault=${wishFor(fault)}\``;
  return fault.tryAt ? `${asked}; try ${CLICKS[fault.tryAt]}.` : `${asked}; it takes several requests to see it.`;
}
