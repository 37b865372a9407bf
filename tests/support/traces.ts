import { patience } from "@hipstershop/testkit/patience";
import { isWhole, shapeOf } from "@hipstershop/testkit";
import type { Trace } from "@hipstershop/traces";
import type { TestShop } from "./shop.ts";

/** The trace of a request when all its spans have arrived. */
export function wholeTrace(
  { store }: TestShop,
  traceId: string,
  isComplete: (trace: Trace) => boolean = (trace) => isWhole(trace.spans),
  signal = patience(),
): Promise<Trace> {
  return store.whenTrace(traceId, isComplete, signal);
}

/** Its shape, as text. */
export async function wholeShape(shop: TestShop, traceId: string): Promise<string> {
  return shapeOf((await wholeTrace(shop, traceId)).spans);
}

interface RpcDetails {
  /** The spans within the server's span, as lines of a shape. */
  readonly inside?: readonly string[];
  /** Number of calls. */
  readonly count?: number;
}

/** An rpc from one service to another as lines of a shape; `method` is such as CartService/GetCart. */
export function rpc(from: string, to: string, method: string, { inside = [], count = 1 }: RpcDetails = {}): string[] {
  return [
    `${from} → ${method}${count > 1 ? ` ×${count}` : ""}`,
    `  ${to} ← ${method}`,
    ...inside.map((line) => `    ${line}`),
  ];
}

/** A request to the frontend with its subtrees, in the order in which a shape has them. */
export function page(name: string, subtrees: readonly (readonly string[])[]): string {
  const sorted = subtrees.map((lines) => lines.map((line) => `  ${line}`).join("\n")).sort();
  return [`frontend ← ${name}`, ...sorted].join("\n");
}
