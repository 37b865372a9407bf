import { randomBytes } from "node:crypto";
import { get } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { CartService, CheckoutService, RecommendationService } from "@hipstershop/contract";
import { Random } from "@hipstershop/random";
import { createClient } from "@hipstershop/rpc";
import { DEMO_PRODUCT } from "@hipstershop/shop/demo-order";
import { silentTelemetry } from "@hipstershop/shop/silent-telemetry";
import { services } from "@hipstershop/shop/topology";
import { DIRECT_ORDER } from "../direct-order.ts";
import type { Check, CheckContext, Figure } from "../check.ts";
import { percentile } from "../page-load.ts";
import { RECORDED, RecordedCalls } from "../recorded-calls.ts";
import type { SeenCall } from "../recording-proxy.ts";
import { type ShopUnderTest, startShopUnderTest } from "../shop-under-test.ts";
import { ACTIONS, Visitor } from "../visitor.ts";

const VISITS = 50;
const SHORT_CALLS = 200;
const ABORTED = 1000;
/** In the short part, all of them a tenth as often. */
const SHORT_PART = 10;
/** Deadlines of the calls that have little time: all below what services give their own calls by themselves. */
const LITTLE_MS = [100, 400] as const;
const CANCELLED_MS_MAX = 50;
/** What is not cancelled after this long never is. */
const NEVER_MS = 2000;
/** Steps after the charge have the time of an order, whoever waits for it (decision 8). */
const AFTER_THE_CHARGE = new Set([
  "/hipstershop.ShippingService/ShipOrder",
  "/hipstershop.CartService/EmptyCart",
  "/hipstershop.EmailService/SendOrderConfirmation",
  "/hipstershop.PaymentLedgerService/RefundCharge",
]);

/** R3: every call says how long it may take, no longer than its caller's call; what nobody waits for is cancelled. */
export const deadlines: Check = {
  id: "R3",
  title: "deadlines of all calls, and pages whose visitors leave",
  inShortPart: true,
  async run(context) {
    using recorded = new RecordedCalls();
    await using shop = await startShopUnderTest(RECORDED, recorded.launch);
    const times = (all: number) => (context.isShort ? Math.ceil(all / SHORT_PART) : all);
    await visitAll(shop, times(VISITS), context);
    await callWithLittleTime(shop, recorded, times(SHORT_CALLS), context);
    const cancelled = await leavePages(shop, recorded, times(ABORTED), context);
    const bare = recorded.calls.filter(({ timeoutMs }) => timeoutMs === undefined);
    const pairs = withParents(recorded.calls).filter(({ child }) => !AFTER_THE_CHARGE.has(child.path));
    const longer = pairs.filter(({ child, parent }) => (child.timeoutMs ?? 0) > (parent.timeoutMs ?? 0));
    const unseen = edges().filter(([caller, callee]) => !recorded.calls.some(isBetween(caller, callee)));
    return {
      figures: [
        { name: "calls seen", value: recorded.calls.length, unit: "", atLeast: 1 },
        { name: "pairs of services without a call", value: unseen.length, unit: "", atMost: 0 },
        { name: "calls without grpc-timeout", value: bare.length, unit: "", atMost: 0 },
        { name: "calls made for another call", value: pairs.length, unit: "", atLeast: 1 },
        { name: "of these with more time than it", value: longer.length, unit: "", atMost: 0 },
        ...figuresOf(cancelled),
      ],
      problems: [
        ...unseen.map((pair) => `no call from ${pair.join(" to ")}`),
        ...bare.slice(0, 10).map((call) => `${textOf(call)} has no deadline`),
        ...longer.slice(0, 10).map(({ child, parent }) => `${textOf(child)} has more time than ${textOf(parent)}`),
      ],
      rows: [["caller", "callee", "calls", "least time, ms", "most time, ms"], ...edges().map(rowOf(recorded.calls))],
    };
  },
};

function edges(): readonly (readonly [string, string])[] {
  return services.flatMap(({ name, calls }) => calls.map((callee) => [name, callee] as const));
}

const isBetween = (from: string, to: string) => (call: SeenCall) => call.caller === from && call.callee === to;

const textOf = ({ caller, path, timeoutMs }: SeenCall) => `${caller}'s ${path} (${timeoutMs ?? "no"} ms)`;

const rowOf =
  (calls: readonly SeenCall[]) =>
  ([caller, callee]: readonly [string, string]) => {
    const own = calls.filter(isBetween(caller, callee)).map(({ timeoutMs = Number.NaN }) => timeoutMs);
    return [caller, callee, String(own.length), Math.min(...own).toFixed(0), Math.max(...own).toFixed(0)];
  };

async function visitAll(shop: ShopUnderTest, visits: number, { signal, progress }: CheckContext): Promise<void> {
  for (let i = 0; i < visits; i++) {
    signal.throwIfAborted();
    progress(`visit ${i + 1} of ${visits}`);
    const visitor = new Visitor(shop.url);
    await visitor.act("add");
    for (const action of ACTIONS) await visitor.act(action);
  }
}

/** Calls the two services that call others, with deadlines shorter than any of their own. */
async function callWithLittleTime(
  shop: ShopUnderTest,
  recorded: RecordedCalls,
  times: number,
  { seed, signal, progress }: CheckContext,
): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const telemetry = stack.use(await silentTelemetry());
  const through = async (callee: string) => (await recorded.between("somebody", callee, shop.address(callee))).address;
  const carts = stack.use(createClient(CartService, shop.address("cartservice"), telemetry));
  const checkout = stack.use(createClient(CheckoutService, await through("checkoutservice"), telemetry));
  const recommendation = stack.use(
    createClient(RecommendationService, await through("recommendationservice"), telemetry),
  );
  const random = new Random(seed);
  // Whether there is an answer in time does not matter.
  const late = () => {};
  for (let i = 0; i < times; i++) {
    signal.throwIfAborted();
    progress(`call ${i + 1} of ${times} with little time`);
    const userId = `chaos-${i}`;
    await carts.addItem({ userId, item: { productId: DEMO_PRODUCT, quantity: 1 } });
    const extras = { deadlineMs: random.int(...LITTLE_MS) };
    await recommendation.listRecommendations({ productIds: [] }, undefined, extras).catch(late);
    await checkout.placeOrder({ ...DIRECT_ORDER, userId }, undefined, extras).catch(late);
  }
}

interface Pair {
  readonly child: SeenCall;
  readonly parent: SeenCall;
}

/** Each call that a service made while it was called itself, in the same trace. */
function withParents(calls: readonly SeenCall[]): readonly Pair[] {
  const byTrace = Map.groupBy(calls, ({ traceId }) => traceId);
  return calls.flatMap((child) => {
    const parent = byTrace.get(child.traceId)?.findLast(({ callee, at }) => callee === child.caller && at <= child.at);
    return parent ? [{ child, parent }] : [];
  });
}

interface Cancelled {
  readonly calls: number;
  /** From a visitor's leaving to the end of each call, in milliseconds; Infinity: never. */
  readonly tookMs: readonly number[];
}

/** Visitors open pages whose calls get no answer, and leave. */
async function leavePages(
  shop: ShopUnderTest,
  recorded: RecordedCalls,
  pages: number,
  { signal, progress }: CheckContext,
): Promise<readonly Cancelled[]> {
  const found: Cancelled[] = [];
  while (found.length < pages) {
    signal.throwIfAborted();
    progress(`page ${found.length + 1} of ${pages} is left`);
    // In turn what the frontend calls, and what a service behind it calls.
    const caller = found.length % 2 === 0 ? "frontend" : "recommendationservice";
    found.push(await leavePage(shop.url, recorded, caller));
  }
  return found;
}

async function leavePage(url: string, recorded: RecordedCalls, caller: string): Promise<Cancelled> {
  const traceId = randomBytes(16).toString("hex");
  using held = recorded.hold(traceId, caller);
  const headers = { traceparent: `00-${traceId}-${randomBytes(8).toString("hex")}-01` };
  const page = get(`${url}/product/${DEMO_PRODUCT}`, { headers, agent: false }).on("error", () => {});
  await Promise.race([held.first, delay(NEVER_MS)]);
  page.destroy();
  const left = performance.now();
  while (held.calls.some(({ cancelledAt }) => cancelledAt === undefined) && performance.now() - left < NEVER_MS)
    await delay(5);
  const tookMs = held.calls.map(({ at, cancelledAt = Number.POSITIVE_INFINITY }) => cancelledAt - Math.max(left, at));
  return { calls: held.calls.length, tookMs };
}

function figuresOf(cancelled: readonly Cancelled[]): readonly Figure[] {
  const tookMs = cancelled.flatMap((page) => page.tookMs);
  const withoutCall = cancelled.filter(({ calls }) => calls === 0).length;
  return [
    {
      name: "pages left, with calls in progress",
      value: cancelled.length - withoutCall,
      unit: `of ${cancelled.length}`,
    },
    { name: "calls in progress", value: tookMs.length, unit: "", atLeast: cancelled.length },
    {
      name: "never cancelled",
      value: tookMs.filter((ms) => ms === Number.POSITIVE_INFINITY).length,
      unit: "",
      atMost: 0,
    },
    { name: "cancelled after, p99", value: percentile(tookMs, 0.99), unit: "ms", atMost: CANCELLED_MS_MAX },
    { name: "cancelled after, at most", value: Math.max(...tookMs), unit: "ms" },
  ];
}
