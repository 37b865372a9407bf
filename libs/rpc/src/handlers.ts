import type { Methods, ReceivedRequestOf, ResponseOf } from "@hipstershop/contract";
import type { Call } from "./call.ts";

/**
 * The handlers of a service: one function per rpc. A unary rpc returns its answer or a promise of it; a
 * server-streaming rpc returns an async iterable, which is closed (its `return` is called) when the caller leaves.
 */
export type Handlers<D> = {
  [M in keyof Methods<D>]: (request: ReceivedRequestOf<Methods<D>[M]>, call: Call) => Answer<Methods<D>[M]>;
};

type Answer<M> = M extends { readonly responseStream: true }
  ? AsyncIterable<ResponseOf<M>>
  : Message<ResponseOf<M>> | Promise<Message<ResponseOf<M>>>;

/** A message is no stream. Without this a stream would be assignable to a message that has no fields, such as Empty. */
type Message<T> = T & { readonly [Symbol.asyncIterator]?: never };
