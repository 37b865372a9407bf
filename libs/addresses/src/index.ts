export { ListenError } from "./listen-error.ts";
export { bareHost, hostAndPort, urlHost } from "./written.ts";
