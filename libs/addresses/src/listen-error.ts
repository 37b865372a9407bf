import { hostAndPort } from "./written.ts";

/** The lowest port that needs no privileges. */
const UNPRIVILEGED = 1024;

interface Place {
  readonly host: string;
  readonly port: number;
}

interface Settings {
  readonly host: string;
  readonly port: string;
}

/** A server can't listen on its address; the message says which server, which address and why, in one sentence. */
export class ListenError extends Error {
  /** The error code of Node, such as EADDRINUSE. */
  readonly code: string;
  readonly port: number;
  /** Whether the address itself is wrong, so that neither another port nor a later attempt can succeed. */
  readonly isWrongAddress: boolean;

  /** @param settings names of the settings, such as LISTEN_ADDR and PORT; the message names the wrong one. */
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

/** The meaning of the error code of a failed listen(), in words. */
function whyNoListening(code: string, host: string, port: number): string {
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

/** Errors of grpc-js have no code: it is in the message, or for an unknown host missing altogether. */
function codeOf(cause: unknown): string {
  const { code, message } = cause as { readonly code?: unknown; readonly message: string };
  if (typeof code === "string") return code;
  if (message.includes("Name resolution failed")) return "ENOTFOUND";
  return /\bE[A-Z]{3,}\b/.exec(message)?.[0] ?? message;
}
