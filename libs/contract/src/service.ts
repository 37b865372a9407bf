import type { handleServerStreamingCall, ServiceDefinition } from "@grpc/grpc-js";
import { fromJSON, type MethodDefinition } from "@grpc/proto-loader";

/** A service and the messages that its rpcs use, generated from a .proto file by `npm run gen`. */
export interface Description {
  /** Such as hipstershop.CartService. */
  readonly fullName: string;
  /** The .proto file that defines it, inside protos/. */
  readonly file: string;
  /** In protobufjs' JSON. */
  readonly types: object;
}

/** A gRPC service of the contract. Its definition is made when it is first used. */
export interface Contract<D> extends Pick<Description, "fullName" | "file"> {
  readonly definition: D & ServiceDefinition;
}

/** Must be the options that `npm run gen` generates types for. */
const OPTIONS = { longs: String, enums: String, defaults: true, arrays: true, oneofs: true } as const;

/**
 * The service of a generated description; `D` and `H` are its generated definition and handler types. A description
 * costs a process a tenth of what the .proto file would: it is smaller, and needs no parser
 * (docs/performance/findings.md).
 */
export function contract<D, H>({ fullName, file, types }: Description): Contract<Definition<D, H>> {
  let definition: (Definition<D, H> & ServiceDefinition) | undefined;
  return {
    fullName,
    file,
    get definition() {
      definition ??= fromJSON(types, OPTIONS)[fullName] as ServiceDefinition as Definition<D, H> & ServiceDefinition;
      return definition;
    },
  };
}

/**
 * The generated definition, in which each rpc also says whether it answers with a stream. proto-loader-gen-types says
 * that in the handler types only.
 */
export type Definition<D, H> = {
  [K in keyof D as string extends K ? never : number extends K ? never : K]: D[K] & {
    readonly responseStream: K extends keyof H
      ? H[K] extends handleServerStreamingCall<infer _Q, infer _S>
        ? true
        : false
      : never;
  };
};

type MethodNames<D> = keyof { [K in keyof D as string extends K ? never : number extends K ? never : K]: D[K] };

/** The rpcs of a service by the names in our code: getCart for GetCart. */
export type Methods<D> = { [K in MethodNames<D> & string as Uncapitalize<K>]: D[K] };

/** The names of the rpcs that answer with one message, as the contract writes them: GetCart. */
export type UnaryMethodNames<D> = {
  [K in MethodNames<D>]: D[K] extends { readonly responseStream: true } ? never : K & string;
}[MethodNames<D>];

/** What a client sends. */
export type RequestOf<M> = M extends MethodDefinition<infer T, infer _S, infer _QOut, infer _SOut> ? T : never;
/** What a client gets. */
export type ReceivedResponseOf<M> = M extends MethodDefinition<infer _Q, infer _S, infer _QOut, infer T> ? T : never;
/** What a handler gets. */
export type ReceivedRequestOf<M> = M extends MethodDefinition<infer _Q, infer _S, infer T, infer _SOut> ? T : never;
/** What a handler answers. */
export type ResponseOf<M> = M extends MethodDefinition<infer _Q, infer T, infer _QOut, infer _SOut> ? T : never;
