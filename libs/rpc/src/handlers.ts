import type { Methods, ReceivedRequestOf, ResponseOf } from "@hipstershop/contract";
import type { Call } from "./call.ts";

/**
 * What a service implements: one function per rpc. A unary rpc returns its answer or a promise of it; a server-streaming
 * rpc returns an async iterable, which is left (its `return` called) when the caller goes away.
 */
export type Handlers<D> = {
  [M in keyof Methods<D>]: (request: ReceivedRequestOf<Methods<D>[M]>, call: Call) => Answer<ResponseOf<Methods<D>[M]>>;
};

type Answer<T> = T | Promise<T> | AsyncIterable<T>;
