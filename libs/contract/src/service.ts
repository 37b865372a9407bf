import type { handleServerStreamingCall, ServiceDefinition } from "@grpc/grpc-js";
import { fromJSON, type MethodDefinition } from "@grpc/proto-loader";

/** A service and the messages its rpcs reach, as `npm run gen` takes them from a .proto file. */
export interface Description {
  /** Such as hipstershop.CartService. */
  readonly fullName: string;
  /** The .proto file that defines it, inside protos/. */
  readonly file: string;
  /** In protobufjs' JSON. */
  readonly types: object;
}

/** A gRPC service of the contract, and its methods, made when first asked for. */
export interface Contract<D> extends Pick<Description, "fullName" | "file"> {
  readonly definition: D & ServiceDefinition;
}

/** The generated types of `npm run gen` describe what these options produce: it has the same. */
const OPTIONS = { longs: String, enums: String, defaults: true, arrays: true, oneofs: true } as const;

/**
 * The service of a generated description; `D` and `H` are its generated definition and handler types. A description costs a
 * process a tenth of what the .proto file would: it is smaller, and needs no parser (docs/performance/findings.md).
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
 * The generated definition, in which each rpc also says whether it answers with a stream. proto-loader-gen-types says that
 * in the handler types only.
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

/** The rpcs of a service under the names our code uses: GetCart becomes getCart. */
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
