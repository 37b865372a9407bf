export { ListenError } from "./listen-error.ts";
export { isLoopback } from "./loopback.ts";
export { bareHost, hostAndPort, urlHost } from "./written.ts";
