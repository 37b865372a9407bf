import type { ServiceDefinition } from "@grpc/grpc-js";
import type { MethodDefinition } from "@grpc/proto-loader";
import { loadProto } from "./protos.ts";

/** A gRPC service of the contract: its full name, and its methods, loaded when first asked for. */
export interface Contract<D> {
  /** Such as hipstershop.CartService. */
  readonly fullName: string;
  readonly definition: D & ServiceDefinition;
  /** The .proto file that defines it, inside protos/. */
  readonly file: string;
}

/** Names a service in a .proto file; `D` is its generated definition type. */
export function contract<D>(file: string, fullName: string): Contract<D> {
  return {
    fullName,
    file,
    get definition() {
      return loadProto(file)[fullName] as D & ServiceDefinition;
    },
  };
}

type MethodNames<D> = keyof { [K in keyof D as string extends K ? never : number extends K ? never : K]: D[K] };

/** The rpcs of a service under the names our code uses: GetCart becomes getCart. */
export type Methods<D> = { [K in MethodNames<D> & string as Uncapitalize<K>]: D[K] };

/** What a client sends. */
export type RequestOf<M> = M extends MethodDefinition<infer T, infer _S, infer _QOut, infer _SOut> ? T : never;
/** What a client gets. */
export type ReceivedResponseOf<M> = M extends MethodDefinition<infer _Q, infer _S, infer _QOut, infer T> ? T : never;
/** What a handler gets. */
export type ReceivedRequestOf<M> = M extends MethodDefinition<infer _Q, infer _S, infer T, infer _SOut> ? T : never;
/** What a handler answers. */
export type ResponseOf<M> = M extends MethodDefinition<infer _Q, infer T, infer _QOut, infer _SOut> ? T : never;
