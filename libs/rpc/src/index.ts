export type { Call, Scope } from "./call.ts";
export { BETWEEN_SERVICES, type CallExtras, type Client, type ClientOptions, createClient } from "./client.ts";
export { CallError, passedOn, RpcError, type RpcErrorOptions, Status, type StatusCode, statusName } from "./errors.ts";
export type { Handlers } from "./handlers.ts";
export { type Identity, useIdentity } from "./identity.ts";
export { OneAtATime } from "./one-at-a-time.ts";
export { OncePerKey } from "./once-per-key.ts";
export { Reachability } from "./reachability.ts";
export { implement, serve } from "./server.ts";
