import { hostAndPort } from "./written.ts";

/** The first port that everybody may listen on. */
const UNPRIVILEGED = 1024;

interface Place {
  readonly host: string;
  readonly port: number;
}

interface Settings {
  readonly host: string;
  readonly port: string;
}

/** A server can't listen where it should; the message says who, where and why, in one sentence. */
export class ListenError extends Error {
  /** Node's, such as EADDRINUSE. */
  readonly code: string;
  readonly port: number;
  /** The address itself is at fault: no other port, and no later moment, would do. */
  readonly isWrongAddress: boolean;

  /** @param settings the names of what says so, such as LISTEN_ADDR and PORT; the one at fault is told. */
  constructor(who: string, { host, port }: Place, cause: unknown, settings: Settings) {
    const code = codeOf(cause);
    const isWrongAddress = !["EADDRINUSE", "EACCES"].includes(code);
    const why = `${whyNoListening(code, host, port)} (${isWrongAddress ? settings.host : settings.port})`;
    super(`${who} can't listen on ${hostAndPort(host, port)}: ${why}`, { cause });
    this.name = "ListenError";
    this.code = code;
    this.port = port;
    this.isWrongAddress = isWrongAddress;
  }
}

/** What the code of a failed listen() means, for people. */
export function whyNoListening(code: string, host: string, port: number): string {
  switch (code) {
    case "EADDRINUSE":
      return "the port is taken";
    case "EACCES":
      return port > 0 && port < UNPRIVILEGED ? `ports below ${UNPRIVILEGED} need rights` : "it is not allowed";
    case "EADDRNOTAVAIL":
      return "this machine has no such address";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "nobody knows a host of this name";
    case "EAFNOSUPPORT":
      return host.includes(":") ? "this machine has no IPv6" : "this machine has no such kind of address";
    case "EINVAL":
      return host.startsWith("fe80:") ? "it needs its interface, as in fe80::1%eth0" : "the system does not take it";
    default:
      return code;
  }
}

/** grpc-js tells the system's codes within its messages only, and a name that isn't known without one. */
function codeOf(cause: unknown): string {
  const { code, message } = cause as { readonly code?: unknown; readonly message: string };
  if (typeof code === "string") return code;
  if (message.includes("Name resolution failed")) return "ENOTFOUND";
  return /\bE[A-Z]{3,}\b/.exec(message)?.[0] ?? message;
}
