import type { Check, CheckContext, Finding } from "../check.ts";
import { deployedShop } from "../deployed-shop.ts";
import { isServed, RECOVERY_MS_MAX, recovered } from "../recovered.ts";
import { BACKENDS, type BreakableShop, startShopUnderTest } from "../shop-under-test.ts";
import { type Action, ACTIONS, type Answer, Visitor } from "../visitor.ts";

/** Maximum time of an answer while a service is frozen, in milliseconds; an order makes more calls. */
const FROZEN_MS_MAX = 1200;
const FROZEN_ORDER_MS_MAX = 3200;
/** Maximum time of a refusal while a service is dead. */
const REFUSAL_MS_MAX = 300;
const STACK_TRACE = /\bat .+:\d+:\d+|\.ts:\d+/;

/** R1: each backend in turn is dead while a user does six things. */
export const killMatrix: Check = {
  id: "R1",
  title: "one backend dead, six user actions",
  inShortPart: true,
  canBreakTarget: true,
  async run(context) {
    await using shop = context.target ? deployedShop(context.target) : await startShopUnderTest();
    const cells = await tryAll(context, shop, (backend) => shop.kill(backend));
    const refused = cells.filter(({ answer }) => !isServed(answer));
    const slow = refused.filter(({ answer }) => answer.tookMs > REFUSAL_MS_MAX);
    const bare = refused.filter(({ answer }) => answer.status !== 503 || answer.retryAfter === null);
    const traces = cells.filter(({ answer }) => STACK_TRACE.test(answer.body));
    return {
      figures: [
        { name: "actions that succeed", value: cells.length - refused.length, unit: "of 54", atLeast: 46 },
        { name: "refusals slower than 300 ms", value: slow.length, unit: "", atMost: 0, isOfTime: true },
        { name: "refusals other than 503 with Retry-After", value: bare.length, unit: "", atMost: 0 },
        { name: "answers with a stack trace", value: traces.length, unit: "", atMost: 0 },
        ...common(cells),
      ],
      problems: [...(context.judgesTimes ? slow : []), ...bare].map((cell) => cellText(cell)),
      rows: table(cells),
    };
  },
};

/** R2: each backend in turn is frozen. */
export const freezeMatrix: Check = {
  id: "R2",
  title: "one backend frozen, six user actions",
  inShortPart: true,
  async run(context) {
    await using shop = await startShopUnderTest();
    const cells = await tryAll(context, shop, (backend) => shop.freeze(backend));
    const limitOf = (action: Action) => (action === "checkout" ? FROZEN_ORDER_MS_MAX : FROZEN_MS_MAX);
    const slow = cells.filter(({ action, answer }) => answer.tookMs > limitOf(action));
    return {
      figures: [
        { name: "actions slower than 1.2 s (orders 3.2 s)", value: slow.length, unit: "of 54", atMost: 0 },
        { name: "actions that succeed", value: cells.filter(({ answer }) => isServed(answer)).length, unit: "of 54" },
        ...common(cells),
      ],
      problems: slow.map((cell) => cellText(cell)),
      rows: table(cells),
    };
  },
};

interface Cell {
  readonly backend: string;
  readonly action: Action;
  readonly answer: Answer;
  /** Whether the cart held what it should after the service was back. */
  readonly isCartKept: boolean;
  /** Time from the service's return until all pages were whole again. */
  readonly recoveryMs: number;
}

function common(cells: readonly Cell[]): Finding["figures"] {
  const lost = new Set(cells.filter(({ isCartKept }) => !isCartKept).map(({ backend }) => backend));
  return [
    { name: "carts lost", value: lost.size, unit: "", atMost: 0 },
    {
      name: "longest recovery",
      value: Math.round(Math.max(...cells.map(({ recoveryMs }) => recoveryMs))),
      unit: "ms",
      atMost: RECOVERY_MS_MAX,
    },
  ];
}

type TakeAway = (backend: string) => Promise<void>;

async function tryAll(
  { signal, progress }: CheckContext,
  shop: BreakableShop,
  takeAway: TakeAway,
): Promise<readonly Cell[]> {
  const cells: Cell[] = [];
  for (const backend of BACKENDS) {
    signal.throwIfAborted();
    progress(`without ${backend}`);
    cells.push(...(await tryWithout(shop, backend, takeAway)));
  }
  return cells;
}

/** A visitor who has looked around and has a piece in the cart does everything while the backend is away. */
async function tryWithout(shop: BreakableShop, backend: string, takeAway: TakeAway): Promise<readonly Cell[]> {
  const visitor = new Visitor(shop.url);
  for (const action of ["add", "home", "product", "cart"] as const) await visitor.act(action);
  const answers: [Action, Answer][] = [];
  try {
    await takeAway(backend);
    for (const action of ACTIONS) answers.push([action, await visitor.act(action)]);
  } finally {
    await shop.revive(backend);
  }
  const recoveryMs = await recovered(shop);
  const isOrdered = answers.some(([action, { status }]) => action === "checkout" && (status === 200 || status === 504));
  const isCartKept = isOrdered || (await visitor.piecesInCart()) > 0;
  return answers.map(([action, answer]) => ({ backend, action, answer, isCartKept, recoveryMs }));
}

function cellText({ backend, action, answer }: Cell): string {
  return `${action} without ${backend}: ${answer.status || "no answer"} after ${Math.round(answer.tookMs)} ms`;
}

function table(cells: readonly Cell[]): readonly (readonly string[])[] {
  const rows = BACKENDS.map((backend) => {
    const own = cells.filter((cell) => cell.backend === backend);
    const found = own.map(({ answer }) => `${answer.status || "none"}, ${Math.round(answer.tookMs)} ms`);
    return [backend, ...found, `${Math.round(own[0]?.recoveryMs ?? 0)} ms`];
  });
  return [["away", ...ACTIONS, "recovery"], ...rows];
}
