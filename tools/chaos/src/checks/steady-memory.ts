import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildBundle, bundleArguments, IMAGE_VARIABLES } from "@hipstershop/bundle/bundled-service";
import { CartService, CheckoutService } from "@hipstershop/contract";
import { createClient } from "@hipstershop/rpc";
import { DEMO_PRODUCT } from "@hipstershop/shop/demo-order";
import { launchProcessOf } from "@hipstershop/shop/launch-process";
import { silentTelemetry } from "@hipstershop/shop/silent-telemetry";
import { services } from "@hipstershop/shop/topology";
import type { Check, CheckContext, Figure } from "../check.ts";
import { DIRECT_ORDER } from "../direct-order.ts";
import { RpcClient } from "../fuzz/rpc-client.ts";
import { framed, usualSamples } from "../fuzz/rpc-samples.ts";
import { percentile, Visitors } from "../page-load.ts";
import { NO_PROC, residentMibOf } from "../process-figures.ts";
import { type ShopUnderTest, startShopUnderTest } from "../shop-under-test.ts";

/** Requests to each service. */
const REQUESTS = 200_000;
const REQUESTS_SHORT = 20_000;
/** A page makes some twenty calls, an order as many: of these there are fewer. */
const PAGES_SHARE = 1 / 20;
/** Fewer than the frontend admits. */
const AT_ONCE = 16;
/** Services that get their requests at the same time: this process, their client, is one thread. */
const SERVICES_AT_ONCE = 2;
/** The part of the requests after which memory is compared: V8 has compiled and sized its heap. */
const WARM_UP = 0.2;
const SAMPLES = 200;
const GROWTH_MAX = 3;
const RESIDENT_MIB_MAX = 128;
/** The frontend's container has twice the others' limit, and a heap to match. */
const FRONTEND_MIB_MAX = 256;
const OK = 0;

/** R11: memory does not grow with the number of requests, and stays below the limit of a container. */
export const steadyMemory: Check = {
  id: "R11",
  title: "many requests to each service, run as its image does: memory",
  inShortPart: false,
  async run(context) {
    if (NO_PROC !== undefined) return { figures: [], problems: [], skipped: NO_PROC };
    const folder = mkdtempSync(join(tmpdir(), "shop-chaos-bundles-"));
    try {
      for (const [i, { name }] of services.entries()) {
        context.signal.throwIfAborted();
        context.progress(`bundle ${i + 1} of ${services.length}`);
        buildBundle(name, join(folder, name));
      }
      const launch = launchProcessOf(({ name }) => bundleArguments(name, join(folder, name)));
      await using shop = await startShopUnderTest(IMAGE_VARIABLES, launch);
      return findingOf(await measureAll(shop, context), context);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

interface Measured {
  readonly service: string;
  readonly requests: number;
  /** Why requests failed, one sentence each. */
  readonly failed: readonly string[];
  readonly perSecond: number;
  /** Resident memory in MiB: medians of the first and of the last third of what is compared, and the maximum. */
  readonly first: number;
  readonly last: number;
  readonly most: number;
}

function findingOf(measured: readonly Measured[], { isShort }: CheckContext) {
  const growth = ({ first, last }: Measured) => 100 * (last / first - 1);
  const mostOf = (of: (name: string) => boolean) =>
    Math.max(...measured.filter(({ service }) => of(service)).map(({ most }) => most));
  const figures: Figure[] = [
    { name: "requests", value: measured.reduce((sum, { requests }) => sum + requests, 0), unit: "" },
    {
      name: "failed requests",
      value: measured.reduce((sum, { failed }) => sum + failed.length, 0),
      unit: "",
      atMost: 0,
    },
    {
      name: "largest growth, last third to first",
      value: Math.max(...measured.map(growth)),
      unit: "%",
      // So few requests end before V8 has sized its heap.
      ...(!isShort && { atMost: GROWTH_MAX }),
    },
    {
      name: "most memory of a gRPC service",
      value: mostOf((name) => name !== "frontend"),
      unit: "MiB",
      atMost: RESIDENT_MIB_MAX,
    },
    {
      name: "most memory of the frontend",
      value: mostOf((name) => name === "frontend"),
      unit: "MiB",
      atMost: FRONTEND_MIB_MAX,
    },
  ];
  const rows = measured.map((one) => [
    one.service,
    String(one.requests),
    one.perSecond.toFixed(0),
    one.first.toFixed(1),
    one.last.toFixed(1),
    growth(one).toFixed(1),
    one.most.toFixed(1),
  ]);
  const head = ["service", "requests", "per second", "first third, MiB", "last third, MiB", "growth, %", "most, MiB"];
  return { figures, problems: measured.flatMap(({ failed }) => failed.slice(0, 3)), rows: [head, ...rows] };
}

/** One request; resolves to why it failed, to undefined when it did not. `turn` counts up. */
type Request = (turn: number) => Promise<string | undefined>;

async function measureAll(shop: ShopUnderTest, context: CheckContext): Promise<readonly Measured[]> {
  const requests = context.isShort ? REQUESTS_SHORT : REQUESTS;
  const measured: Measured[] = [];
  const samples = usualSamples()
    .filter(({ service }) => service !== "checkoutservice")
    .values();
  const measureNext = async () => {
    for (const { service, path, message } of samples) {
      using client = new RpcClient(shop.address(service));
      const body = framed(message);
      const call = async () => {
        const { status, message: why } = await client.call(path, body);
        return status === OK ? undefined : `${path}: status ${status} ${why}`;
      };
      measured.push(await measure(shop, service, { requests, call }, context));
    }
  };
  await Promise.all(Array.from({ length: SERVICES_AT_ONCE }, measureNext));
  const few = requests * PAGES_SHARE;
  measured.push(await measureOrders(shop, few, context));
  using visitors = new Visitors(shop.url);
  const call = async (turn: number) => {
    const { status } = await visitors.page(turn);
    return status === 200 ? undefined : `a page: ${status || "no answer"}`;
  };
  return [...measured, await measure(shop, "frontend", { requests: few, call }, context)];
}

async function measureOrders(shop: ShopUnderTest, requests: number, context: CheckContext): Promise<Measured> {
  await using stack = new AsyncDisposableStack();
  const telemetry = stack.use(await silentTelemetry());
  const carts = stack.use(createClient(CartService, shop.address("cartservice"), telemetry));
  const checkout = stack.use(createClient(CheckoutService, shop.address("checkoutservice"), telemetry));
  const call = async (turn: number) => {
    const userId = `chaos-${turn}`;
    try {
      await carts.addItem({ userId, item: { productId: DEMO_PRODUCT, quantity: 1 } });
      await checkout.placeOrder({ ...DIRECT_ORDER, userId });
      return undefined;
    } catch (error) {
      return `an order: ${String(error)}`;
    }
  };
  return await measure(shop, "checkoutservice", { requests, call }, context);
}

async function measure(
  shop: ShopUnderTest,
  service: string,
  { requests, call }: { readonly requests: number; readonly call: Request },
  { signal, progress }: CheckContext,
): Promise<Measured> {
  const pid = (await shop.status()).services.find(({ name }) => name === service)?.pid ?? 0;
  const resident: number[] = [];
  const every = Math.ceil(requests / SAMPLES);
  const started = performance.now();
  let turn = 0;
  const failed: string[] = [];
  const work = async () => {
    while (turn < requests) {
      const own = turn++;
      const why = await call(own);
      if (why !== undefined) failed.push(why);
      if (own % every !== 0) continue;
      signal.throwIfAborted();
      resident.push(residentMibOf(pid));
      progress(`${service}: ${own} of ${requests}, ${Math.round(resident.at(-1) ?? 0)} MiB`);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const perSecond = (1000 * requests) / (performance.now() - started);
  const compared = resident.slice(Math.floor(resident.length * WARM_UP));
  const third = Math.floor(compared.length / 3);
  return {
    service,
    requests,
    failed,
    perSecond,
    first: percentile(compared.slice(0, third), 0.5),
    last: percentile(compared.slice(-third), 0.5),
    most: Math.max(...resident),
  };
}
