import type { Span, TreeNode } from "@hipstershop/traces";
import { attribute, isDatabase } from "../src/course/find-spans.ts";
import { endOf } from "../src/course/spans.ts";

/** What may be wrong, as the learner names it. */
export const CAUSES = {
  slow: "a service takes too long for its own work, or makes calls wait in it",
  store: "a store answers slowly",
  error: "a service fails by itself",
  refused: "a service refuses what it was asked for: no failure of its own",
  unreachable: "a call does not reach the other side",
  hang: "a service does not answer until the deadline of its caller",
  work: "the same work is done too often, or one after the other instead of together",
  order: "steps run in the wrong order",
  context: "the trace context is lost or changed on the way",
  clock: "the clock of a service is wrong",
} as const;
export type Cause = keyof typeof CAUSES;

/** What each cause would show, to say why it is not this one. */
export const SHOWS: Readonly<Record<Cause, string>> = {
  slow: "the first bad span would be long by itself, without a long child",
  store: "the first bad span would be one with db.system.name, and long",
  error: "the first bad span would be a server span with an error of its own, and none below it",
  refused: "the callee’s status would be one that blames the caller, such as INVALID_ARGUMENT",
  unreachable: "a failed client span would have no server span below it",
  hang: "the call would end with DEADLINE_EXCEEDED, after a time that is the same each time",
  work: "there would be more spans of one kind, or a staircase of them, and each as fast as ever",
  order: "two steps would have changed places, and nothing else",
  context: "a call that succeeded would have no server span, or a server span no parent",
  clock: "a server span would begin or end outside of the call that made it",
};

/** The request of the shop in which an incident shows. */
export type Request = "home" | "product" | "euros" | "cart" | "order";

export interface Incident {
  readonly fault: string;
  readonly request: Request;
  readonly cause: Cause;
  /** The service to name; two where the two ends of a call have a part in it. */
  readonly services: readonly [string, ...string[]];
  /** Whether a span is bad, of those that the fault makes so. Its first is the one to point at. */
  readonly isBad: (node: TreeNode<Span>) => boolean;
}

const serves = ({ span }: TreeNode<Span>, method: string) =>
  span.kind === "server" && span.operation.endsWith(`/${method}`);
const calls = ({ span }: TreeNode<Span>, service: string, method: string) =>
  span.kind === "client" && span.process.service === service && span.operation.endsWith(`/${method}`);
const lasts = ({ span }: TreeNode<Span>, ms: number) => span.durationUs >= ms * 1000;
const statusOf = ({ span }: TreeNode<Span>) => String(attribute(span, "rpc.response.status_code") ?? "");
const hasServer = ({ children }: TreeNode<Span>) => children.some(({ span }) => span.kind === "server");
const isOutside = ({ span, parent }: TreeNode<Span>) =>
  parent !== undefined && (span.startUs > endOf(parent.span) || endOf(span) < parent.span.startUs);

/** The incidents, in the order of seeds. */
export const INCIDENTS: readonly Incident[] = [
  {
    fault: "shippingSlow:800ms",
    request: "cart",
    cause: "slow",
    services: ["shippingservice"],
    isBad: (node) => serves(node, "GetQuote") && lasts(node, 700),
  },
  {
    fault: "paymentUnreachable:on",
    request: "order",
    cause: "unreachable",
    services: ["checkoutservice", "paymentservice"],
    isBad: (node) => calls(node, "checkoutservice", "Charge") && node.span.error && !hasServer(node),
  },
  {
    fault: "productCatalogFailure:oneProduct",
    request: "product",
    cause: "error",
    services: ["productcatalogservice"],
    isBad: (node) => serves(node, "GetProduct") && node.span.error,
  },
  {
    fault: "lostParent:on",
    request: "product",
    cause: "context",
    services: ["frontend", "recommendationservice"],
    isBad: (node) => serves(node, "ListRecommendations") && node.place === "orphan",
  },
  {
    fault: "cartStoreSlow:300ms",
    request: "cart",
    cause: "store",
    services: ["cartservice"],
    isBad: (node) => isDatabase(node.span) && lasts(node, 250),
  },
  {
    fault: "recommendationHang:on",
    request: "product",
    cause: "hang",
    services: ["recommendationservice"],
    isBad: (node) => serves(node, "ListRecommendations") && lasts(node, 500),
  },
  {
    fault: "paymentFailure:declined",
    request: "order",
    cause: "refused",
    services: ["paymentservice"],
    isBad: (node) => serves(node, "Charge") && statusOf(node) === "INVALID_ARGUMENT",
  },
  {
    fault: "priceCalls:sequential",
    request: "home",
    cause: "work",
    services: ["frontend"],
    isBad: (node) => calls(node, "frontend", "Convert"),
  },
  {
    fault: "orderRace:cartFirst",
    request: "order",
    cause: "order",
    services: ["checkoutservice"],
    isBad: (node) => calls(node, "checkoutservice", "EmptyCart") && !isAfter(node, "ShipOrder"),
  },
  {
    fault: "adFailure:all",
    request: "home",
    cause: "error",
    services: ["adservice"],
    isBad: (node) => serves(node, "GetAds") && node.span.error,
  },
  {
    fault: "clockSkew:ahead",
    request: "cart",
    cause: "clock",
    services: ["shippingservice"],
    isBad: (node) => serves(node, "GetQuote") && isOutside(node),
  },
  {
    fault: "currencySlow:eur",
    request: "euros",
    cause: "slow",
    services: ["currencyservice"],
    isBad: (node) => serves(node, "Convert") && lasts(node, 140),
  },
  {
    fault: "catalogReload:on",
    request: "product",
    cause: "work",
    services: ["productcatalogservice"],
    isBad: ({ span }) => span.operation === "Read Catalog",
  },
  {
    fault: "propagationFormat:none",
    request: "order",
    cause: "context",
    services: ["checkoutservice", "shippingservice"],
    isBad: (node) => calls(node, "checkoutservice", "GetQuote") && !node.span.error && !hasServer(node),
  },
  {
    fault: "paymentFailure:all",
    request: "order",
    cause: "error",
    services: ["paymentservice"],
    isBad: (node) => serves(node, "Charge") && node.span.error,
  },
  {
    fault: "emailForeground:2s",
    request: "order",
    cause: "slow",
    services: ["emailservice"],
    isBad: (node) => serves(node, "SendOrderConfirmation") && lasts(node, 1500),
  },
  {
    fault: "lostSampledFlag:on",
    request: "product",
    cause: "context",
    services: ["frontend", "recommendationservice"],
    isBad: (node) => calls(node, "frontend", "ListRecommendations") && !node.span.error && !hasServer(node),
  },
  {
    fault: "cardBrandRefused:visa",
    request: "order",
    cause: "refused",
    services: ["paymentservice"],
    isBad: (node) => serves(node, "Charge") && statusOf(node) === "INVALID_ARGUMENT",
  },
  {
    fault: "cartPoolOfOne:100ms",
    request: "cart",
    cause: "slow",
    services: ["cartservice"],
    isBad: (node) => serves(node, "GetCart") && lasts(node, 90),
  },
];

function isAfter({ span, parent }: TreeNode<Span>, method: string): boolean {
  const other = parent?.children.find((node) => node.span.operation.endsWith(`/${method}`));
  return other === undefined || span.startUs > other.span.startUs;
}
